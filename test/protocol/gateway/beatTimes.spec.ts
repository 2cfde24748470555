/// <reference types="@rbxts/testez/globals" />

import { BeatTimes } from "../../../src/protocol/gateway/beatTimes";

export = () => {
	describe("BeatTimes", () => {
		it("should measure each ACK against its own beat, in order", () => {
			const times = new BeatTimes();
			for (const now of [10, 20, 30]) times.record(now);
			expect([35, 36, 37].map((now) => times.acknowledge(now) ?? -1).join(",")).to.equal("25,16,7");
		});

		it("should not measure an ACK without a beat", () => {
			const times = new BeatTimes();
			expect(times.acknowledge(5)).to.equal(undefined);
			times.record(6);
			expect(times.acknowledge(7)).to.equal(1);
		});

		it("should keep a bounded number of beats, and still match", () => {
			const times = new BeatTimes();
			for (const beat of $range(1, 1000)) times.record(beat);
			const pings: Array<number> = [];
			for (const _ of $range(1, 1000)) {
				const ping = times.acknowledge(1000);
				if (ping !== undefined) pings.push(ping);
			}
			expect(pings.size()).to.equal(1000 % 64);
			expect(pings[0]).to.equal(39); // the beat at 961, the first of those that are remembered
			expect(pings[pings.size() - 1]).to.equal(0);
			times.record(2000);
			expect(times.acknowledge(2001)).to.equal(1);
		});

		it("should forget every beat with the socket", () => {
			const times = new BeatTimes();
			for (const beat of $range(1, 100)) times.record(beat);
			times.clear();
			times.record(200);
			expect(times.acknowledge(201)).to.equal(1);
		});
	});
};
