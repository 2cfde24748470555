/// <reference types="@rbxts/testez/globals" />

import { startHeartbeat } from "../../src/protocol/heartbeat";
import { BeatTimer } from "../../src/runtime/BeatTimer";
import { expectNoYield } from "../support/expectNoYield";
import { FakeScheduler } from "../support/FakeScheduler";

function make(onBeat?: (timer: BeatTimer) => void) {
	const scheduler = new FakeScheduler(0);
	const beats: Array<number> = [];
	const timer: BeatTimer = new BeatTimer(scheduler, () => {
		beats.push(scheduler.now());
		onBeat?.(timer);
	});
	return { scheduler, beats, timer };
}

export = () => {
	describe("BeatTimer", () => {
		it("should beat by the schedule once it is released", () => {
			const { scheduler, beats, timer } = make();
			timer.release();
			timer.start(startHeartbeat(1000, 0, 500));
			scheduler.advance(3);
			expect(beats.join(",")).to.equal("0.5,1.5,2.5");
		});

		it("should hold beats until release, then send a due one", () => {
			const { scheduler, beats, timer } = make();
			timer.start(startHeartbeat(1000, 0, 500));
			scheduler.advance(2.25);
			expect(beats.size()).to.equal(0);
			timer.release();
			expect(beats.join(",")).to.equal("2.25");
			scheduler.advance(0.25);
			expect(beats.join(",")).to.equal("2.25,2.5");
		});

		it("should replace the schedule", () => {
			const { scheduler, beats, timer } = make();
			timer.release();
			timer.start(startHeartbeat(1000, 0, 1000));
			const thread = timer.thread as thread;
			expectNoYield(() => timer.start(startHeartbeat(10_000, 0, 3000)));
			scheduler.advance(4);
			expect(beats.join(",")).to.equal("3");
			expect(coroutine.status(thread)).to.equal("dead");
			expect(scheduler.sleeperCount()).to.equal(1);
		});

		it("should stop, and hold again until the next release", () => {
			const { scheduler, beats, timer } = make();
			timer.release();
			timer.start(startHeartbeat(1000, 0, 1000));
			expectNoYield(() => timer.stop());
			expectNoYield(() => timer.stop());
			expect(scheduler.sleeperCount()).to.equal(0);
			timer.start(startHeartbeat(1000, 0, 1000));
			scheduler.advance(1);
			expect(beats.size()).to.equal(0);
			timer.stop();
			timer.release();
			expect(beats.size()).to.equal(0);
		});

		it("should let a beat stop it, or start another schedule", () => {
			const stopping = make((timer) => timer.stop());
			stopping.timer.release();
			stopping.timer.start(startHeartbeat(1000, 0, 0));
			stopping.scheduler.advance(5);
			expect(stopping.beats.join(",")).to.equal("0");

			const restarting = make((timer) => {
				if (restarting.beats.size() === 1) timer.start(startHeartbeat(5000, 0, 2000));
			});
			restarting.timer.release();
			restarting.timer.start(startHeartbeat(1000, 0, 1000));
			restarting.scheduler.advance(8);
			expect(restarting.beats.join(",")).to.equal("1,2,7");
			expect(restarting.scheduler.sleeperCount()).to.equal(1);
		});
	});
};
