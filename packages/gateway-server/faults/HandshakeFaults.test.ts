import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { HandshakeFaultKind } from "./handshake.ts";
import { HandshakeFaults } from "./HandshakeFaults.ts";

describe("HandshakeFaults", () => {
	it("should return faults in the order they were scheduled", () => {
		const faults = new HandshakeFaults();
		assert.equal(faults.takeHandshakeFault(), undefined);
		faults.failNext("429", 2);
		faults.failNext("silent");
		const taken = Array.from({ length: 4 }, () => faults.takeHandshakeFault());
		assert.deepEqual(taken, ["429", "429", "silent", undefined]);
	});

	it("should return nothing once cleared", () => {
		const faults = new HandshakeFaults();
		faults.failNext("500", 3);
		faults.clear();
		assert.equal(faults.takeHandshakeFault(), undefined);
	});

	it("should reject unknown kinds and invalid counts", () => {
		const faults = new HandshakeFaults();
		const kind = "418" as HandshakeFaultKind;
		assert.throws(() => faults.failNext(kind), {
			name: "RangeError",
			message: /must be one of 401, 403, 429, 500, 502, 503, silent, wrongAccept, slow, got 418/,
		});
		for (const count of [0, -1, 1.5, Infinity]) {
			assert.throws(() => faults.failNext("401", count), {
				name: "RangeError",
				message: /an integer of at least 1, got/,
			});
		}
		assert.equal(faults.takeHandshakeFault(), undefined);
	});
});
