/// <reference types="@rbxts/testez/globals" />

import { Timers } from "../../src/runtime/Timers";
import { FakeScheduler } from "../support/FakeScheduler";

function make() {
	const scheduler = new FakeScheduler();
	const timers = new Timers<"a" | "b">(scheduler);
	const rung: Array<string> = [];
	return { scheduler, timers, rung };
}

export = () => {
	describe("Timers", () => {
		it("should fire each timer at its time", () => {
			const { scheduler, timers, rung } = make();
			timers.start("a", 2, () => rung.push("a"));
			timers.start("b", 1, () => rung.push("b"));
			scheduler.advance(1);
			expect(rung.join("")).to.equal("b");
			scheduler.advance(1);
			expect(rung.join("")).to.equal("ba");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should replace a timer of the same name", () => {
			const { scheduler, timers, rung } = make();
			timers.start("a", 1, () => rung.push("old"));
			timers.start("a", 2, () => rung.push("new"));
			expect(scheduler.sleeperCount()).to.equal(1);
			scheduler.advance(5);
			expect(rung.join("")).to.equal("new");
		});

		it("should stop one timer or all", () => {
			const { scheduler, timers, rung } = make();
			timers.stop("a");
			timers.start("a", 1, () => rung.push("a"));
			expect(timers.isRunning("a")).to.equal(true);
			expect(timers.isRunning("b")).to.equal(false);
			timers.start("b", 1, () => rung.push("b"));
			timers.stop("a");
			timers.stop("a");
			scheduler.advance(1);
			expect(rung.join("")).to.equal("b");
			timers.start("a", 1, () => rung.push("a"));
			timers.stopAll();
			timers.stopAll();
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should let a firing timer start and stop timers", () => {
			const { scheduler, timers, rung } = make();
			timers.start("b", 5, () => rung.push("b"));
			timers.start("a", 1, () => {
				timers.stopAll();
				timers.start("a", 1, () => rung.push("a"));
			});
			scheduler.advance(10);
			expect(rung.join("")).to.equal("a");
		});
	});
};
