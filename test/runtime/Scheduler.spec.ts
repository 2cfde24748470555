/// <reference types="@rbxts/testez/globals" />

import { taskScheduler } from "../../src/runtime/Scheduler";
import { expectNoYield } from "../support/expectNoYield";

/** A short moment. The engine rounds it up to a frame. */
const MOMENT = 0.001;

export = () => {
	describe("taskScheduler", () => {
		it("should have a monotonic clock in seconds", () => {
			const before = taskScheduler.now();
			taskScheduler.wait(MOMENT);
			const passed = taskScheduler.now() - before;
			expect(passed > 0).to.equal(true);
		});

		it("should spawn a callback and resume a thread at once", () => {
			const order: Array<string> = [];
			const thread = coroutine.create(() => {
				coroutine.yield();
				order.push("resumed");
			});
			coroutine.resume(thread);
			taskScheduler.spawn(() => order.push("spawned"));
			taskScheduler.spawn(thread);
			expect(order.join(",")).to.equal("spawned,resumed");
		});

		it("should delay a callback unless it is cancelled", () => {
			const order: Array<string> = [];
			const cancelled = taskScheduler.delay(MOMENT, () => order.push("cancelled"));
			const me = coroutine.running();
			taskScheduler.cancel(cancelled);
			taskScheduler.delay(2 * MOMENT, () => taskScheduler.spawn(me));
			coroutine.yield();
			expect(order.size()).to.equal(0);
			expect(coroutine.status(cancelled)).to.equal("dead");
		});

		it("should ignore running, finished and resuming threads", () => {
			expectNoYield(() => taskScheduler.cancel(coroutine.running()));
			const finished = taskScheduler.spawn(() => {});
			taskScheduler.cancel(finished);
			taskScheduler.cancel(finished);
			const outer = coroutine.running();
			taskScheduler.spawn(() => taskScheduler.cancel(outer));
		});
	});
};
