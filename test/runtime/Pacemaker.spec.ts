/// <reference types="@rbxts/testez/globals" />

import { startHeartbeat } from "../../src/protocol/heartbeat";
import { Pacemaker } from "../../src/runtime/Pacemaker";
import { expectNoYield } from "../support/expectNoYield";
import { FakeScheduler } from "../support/FakeScheduler";

function make(onBeat?: (pacemaker: Pacemaker) => void) {
	const scheduler = new FakeScheduler(0);
	const beats: Array<number> = [];
	const pacemaker: Pacemaker = new Pacemaker(scheduler, () => {
		beats.push(scheduler.now());
		onBeat?.(pacemaker);
	});
	return { scheduler, beats, pacemaker };
}

export = () => {
	describe("Pacemaker", () => {
		it("should beat by the schedule once it is released", () => {
			const { scheduler, beats, pacemaker } = make();
			pacemaker.release();
			pacemaker.start(startHeartbeat(1000, 0, 500));
			scheduler.advance(3);
			expect(beats.join(",")).to.equal("0.5,1.5,2.5");
		});

		it("should hold beats back until then, and beat at once if one is due", () => {
			const { scheduler, beats, pacemaker } = make();
			pacemaker.start(startHeartbeat(1000, 0, 500));
			scheduler.advance(2.25);
			expect(beats.size()).to.equal(0);
			pacemaker.release();
			expect(beats.join(",")).to.equal("2.25");
			scheduler.advance(0.25);
			expect(beats.join(",")).to.equal("2.25,2.5");
		});

		it("should put a new schedule in place of the old", () => {
			const { scheduler, beats, pacemaker } = make();
			pacemaker.release();
			pacemaker.start(startHeartbeat(1000, 0, 1000));
			const thread = pacemaker.thread as thread;
			expectNoYield(() => pacemaker.start(startHeartbeat(10_000, 0, 3000)));
			scheduler.advance(4);
			expect(beats.join(",")).to.equal("3");
			expect(coroutine.status(thread)).to.equal("dead");
			expect(scheduler.sleeperCount()).to.equal(1);
		});

		it("should stop, and hold again until the next release", () => {
			const { scheduler, beats, pacemaker } = make();
			pacemaker.release();
			pacemaker.start(startHeartbeat(1000, 0, 1000));
			expectNoYield(() => pacemaker.stop());
			expectNoYield(() => pacemaker.stop());
			expect(scheduler.sleeperCount()).to.equal(0);
			pacemaker.start(startHeartbeat(1000, 0, 1000));
			scheduler.advance(1);
			expect(beats.size()).to.equal(0);
			pacemaker.stop();
			pacemaker.release();
			expect(beats.size()).to.equal(0);
		});

		it("should let a beat stop it, or start another schedule", () => {
			const stopping = make((pacemaker) => pacemaker.stop());
			stopping.pacemaker.release();
			stopping.pacemaker.start(startHeartbeat(1000, 0, 0));
			stopping.scheduler.advance(5);
			expect(stopping.beats.join(",")).to.equal("0");

			const restarting = make((pacemaker) => {
				if (restarting.beats.size() === 1) pacemaker.start(startHeartbeat(5000, 0, 2000));
			});
			restarting.pacemaker.release();
			restarting.pacemaker.start(startHeartbeat(1000, 0, 1000));
			restarting.scheduler.advance(8);
			expect(restarting.beats.join(",")).to.equal("1,2,7");
			expect(restarting.scheduler.sleeperCount()).to.equal(1);
		});
	});
};
