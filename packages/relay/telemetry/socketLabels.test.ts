import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { JsonObject } from "../codec/record.ts";
import { socketEnd, socketLabels } from "./socketLabels.ts";

/** By hand: record of an end, its labels, and the code in the log. */
const ENDS: ReadonlyArray<readonly [type: "e" | "c", data: JsonObject, by: string, label: string, logged: string]> = [
	["e", { code: "dns_failed", ends: true }, "open", "dns_failed", "dns_failed"],
	["c", { by: "relay", gone: "idle" }, "relay", "idle", "idle"],
	["c", { by: "peer", code: 1000 }, "peer", "1000", "1000"],
	["c", { by: "peer", code: 1005 }, "peer", "1005", "1005"],
	["c", { by: "network", code: 1006 }, "network", "1006", "1006"],
	["c", { by: "relay", code: 1013 }, "relay", "1013", "1013"],
	["c", { by: "peer", code: 4000 }, "peer", "4000", "4000"],
	["c", { by: "peer", code: 4014 }, "peer", "4014", "4014"],
	["c", { by: "peer", code: 4022 }, "peer", "4022", "4022"],
	["c", { by: "peer", code: 3000 }, "peer", "other", "3000"],
	["c", { by: "peer", code: 4999 }, "peer", "other", "4999"],
	["c", { by: "client", code: 4242 }, "client", "other", "4242"],
];

describe("socketLabels", () => {
	for (const [type, data, by, label, logged] of ENDS) {
		it(`should count ${JSON.stringify(data)} as ${label}`, () => {
			const end = socketEnd(type, data);
			assert.deepEqual(end, { by, code: logged });
			assert.deepEqual(socketLabels(end), { by, code: label });
		});
	}

	it("should map all codes to few series", () => {
		const codes = Array.from({ length: 4000 }, (_, index) => ({ by: "peer", code: 1000 + index }));
		const labels = new Set(codes.map((data) => socketLabels(socketEnd("c", data)).code));
		assert.ok(labels.size < 50, String(labels.size));
	});
});
