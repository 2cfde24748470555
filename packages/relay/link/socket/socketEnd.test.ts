import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { closeData, failureFault } from "./socketEnd.ts";

describe("failureFault", () => {
	it("should name the host in faults about it", () => {
		for (const code of ["dns_failed", "address_not_allowed"] as const) {
			const fault = failureFault({ kind: "failed", code, message: "why" }, "a.example");
			assert.deepEqual([fault.code, fault.message, fault.fields], [code, "why", { host: "a.example" }]);
		}
	});

	it("should pass on the status of a refusal, if there is one", () => {
		const refused = { kind: "failed", code: "connect_failed", message: "refused" } as const;
		assert.deepEqual(failureFault({ ...refused, status: 403 }, "a.example").fields, { status: 403 });
		assert.deepEqual(failureFault(refused, "a.example").fields, {});
	});
});

describe("closeData", () => {
	for (const [code, by, clean] of [
		[4006, "peer", true],
		[1006, "network", false],
		[1006, "client", false],
		[4000, "client", true],
		[1009, "relay", false],
	] as const) {
		it(`should say whether ${code} by ${by} is clean`, () => {
			assert.deepEqual(closeData({ kind: "closed", code, reason: "r", by }), { code, reason: "r", clean, by });
		});
	}
});
