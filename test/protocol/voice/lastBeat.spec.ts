/// <reference types="@rbxts/testez/globals" />

import { LastBeat } from "../../../src/protocol/voice/lastBeat";

export = () => {
	describe("LastBeat", () => {
		it("should measure the ACK of the last beat", () => {
			const beat = new LastBeat();
			beat.record(10, 7);
			expect(beat.acknowledge(10.25, 7)).to.equal(0.25);
		});

		it("should ignore a second ACK", () => {
			const beat = new LastBeat();
			beat.record(10, 7);
			beat.acknowledge(10.25, 7);
			expect(beat.acknowledge(11, 7)).to.equal(undefined);
		});

		it("should ignore the ACK of an older beat", () => {
			const beat = new LastBeat();
			beat.record(10, 7);
			beat.record(20, 8);
			expect(beat.acknowledge(21, 7)).to.equal(undefined);
			expect(beat.acknowledge(21, 8)).to.equal(1);
		});

		it("should know no beat at first, or after clear", () => {
			const beat = new LastBeat();
			expect(beat.acknowledge(1, undefined)).to.equal(undefined);
			beat.record(10, 7);
			beat.clear();
			expect(beat.acknowledge(11, 7)).to.equal(undefined);
		});
	});
};
