/// <reference types="@rbxts/testez/globals" />

import { HeartbeatAnswers } from "../../src/runtime/HeartbeatAnswers";
import { FakeScheduler } from "../support/FakeScheduler";

function make(untilFree?: (now: number) => number) {
	const scheduler = new FakeScheduler();
	const beats: Array<number> = [];
	const start = scheduler.now();
	const answers = new HeartbeatAnswers(scheduler, () => beats.push(scheduler.now() - start), untilFree);
	return { scheduler, beats, answers };
}

export = () => {
	describe("HeartbeatAnswers", () => {
		it("should answer the first request at once", () => {
			const { answers, beats, scheduler } = make();
			answers.request();
			expect(beats.join(",")).to.equal("0");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should answer 10,000 in a row with two beats", () => {
			const { answers, beats, scheduler } = make();
			for (const _ of $range(1, 10_000)) answers.request();
			expect(beats.join(",")).to.equal("0");
			scheduler.advance(100);
			expect(beats.join(",")).to.equal("0,1");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should answer an hour of requests once a second", () => {
			const { answers, beats, scheduler } = make();
			for (const _ of $range(1, 36_000)) {
				answers.request();
				scheduler.advance(0.1);
			}
			expect(beats.size() <= 3601).to.equal(true);
			expect(beats.size() >= 3200).to.equal(true);
		});

		it("should answer at once again after a second without requests", () => {
			const { answers, beats, scheduler } = make();
			answers.request();
			scheduler.advance(1);
			answers.request();
			expect(beats.join(",")).to.equal("0,1");
		});

		it("should wait for the rate limit", () => {
			let freeAt = 1030;
			const { answers, beats, scheduler } = make((now) => math.max(freeAt - now, 0));
			answers.request();
			answers.request();
			scheduler.advance(20);
			expect(beats.size()).to.equal(0);
			freeAt = 1040; // other messages went first
			scheduler.advance(15);
			expect(beats.size()).to.equal(0);
			scheduler.advance(5);
			expect(beats.join(",")).to.equal("40");
		});

		it("should owe nothing once stopped", () => {
			const { answers, beats, scheduler } = make();
			answers.request();
			answers.request();
			answers.stop();
			answers.stop();
			expect(scheduler.sleeperCount()).to.equal(0);
			scheduler.advance(0.1);
			answers.request();
			expect(beats.size()).to.equal(2);
		});
	});
};
