/// <reference types="@rbxts/testez/globals" />

import { IdentifyGate } from "../../../src/protocol/gateway/identifyGate";

export = () => {
	describe("IdentifyGate", () => {
		it("should allow one shard of a key in 5.5 s", () => {
			const gate = new IdentifyGate(16);
			expect(gate.untilFree(0, 100)).to.equal(0);
			gate.record(0, 100);
			expect(gate.untilFree(0, 100)).to.equal(5.5);
			expect(gate.untilFree(16, 102)).to.equal(3.5); // 16 % 16 is 0 too
			expect(gate.untilFree(1, 100)).to.equal(0);
			expect(gate.untilFree(16, 105.5)).to.equal(0);
		});

		it("should allow one shard at a time with a concurrency of 1", () => {
			const gate = new IdentifyGate(1);
			gate.record(7, 0);
			for (const shard of [0, 1, 7, 50]) expect(gate.untilFree(shard, 1)).to.equal(4.5);
		});

		for (const bad of [0, -1, 1.5, 0 / 0]) {
			it(`should reject a concurrency of ${bad}`, () => {
				expect(() => new IdentifyGate(bad)).to.throw("max concurrency must be a whole number above 0");
			});
		}
	});
};
