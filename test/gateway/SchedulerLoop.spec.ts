/// <reference types="@rbxts/testez/globals" />

import { SchedulerLoop } from "../../src/gateway/SchedulerLoop";
import { FakeScheduler } from "../support/FakeScheduler";

export = () => {
	describe("SchedulerLoop", () => {
		it("should run every task every 50 ms on one timer", () => {
			const scheduler = new FakeScheduler();
			const loop = SchedulerLoop.of(scheduler);
			const ran: Array<string> = [];
			const [a, b] = [() => ran.push("a"), () => ran.push("b")];
			expect(scheduler.sleeperCount()).to.equal(0);
			loop.add(a);
			loop.add(b);
			loop.add(a);
			expect(scheduler.sleeperCount()).to.equal(1);
			scheduler.advance(0.04);
			expect(ran.join("")).to.equal("");
			scheduler.advance(0.0601);
			expect(ran.join("")).to.equal("abab");
			loop.remove(a);
			scheduler.advance(0.05);
			expect(ran.join("")).to.equal("ababb");
			loop.remove(b);
			loop.remove(b);
			expect(scheduler.sleeperCount()).to.equal(0);
			expect(loop.rounds).to.equal(3);
		});

		it("should be shared by users of one scheduler", () => {
			const [first, second] = [new FakeScheduler(), new FakeScheduler()];
			expect(SchedulerLoop.of(first)).to.equal(SchedulerLoop.of(first));
			expect(SchedulerLoop.of(first)).never.to.equal(SchedulerLoop.of(second));
		});

		it("should let a task remove itself and others, and add new ones", () => {
			const scheduler = new FakeScheduler();
			const loop = new SchedulerLoop(scheduler);
			const ran: Array<string> = [];
			const late = () => ran.push("late");
			const other = () => ran.push("other");
			const first = () => {
				ran.push("first");
				loop.remove(first);
				loop.remove(other);
				loop.add(late);
			};
			loop.add(first);
			loop.add(other);
			scheduler.advance(0.051);
			expect(ran.join(",")).to.equal("first");
			scheduler.advance(0.05);
			expect(ran.join(",")).to.equal("first,late");
			expect(scheduler.sleeperCount()).to.equal(1);
		});
	});
};
