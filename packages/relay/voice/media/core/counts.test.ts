import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { DROP_CAUSES, noCounts, PACKET_KINDS } from "./counts.ts";

describe("noCounts", () => {
	it("should have every outcome once, at 0", () => {
		const names = [...PACKET_KINDS, ...DROP_CAUSES, "packets", "authenticated", "unmapped"];
		assert.equal(new Set(names).size, names.length);
		assert.deepEqual(noCounts(), Object.fromEntries(names.map((name) => [name, 0])));
	});
});
