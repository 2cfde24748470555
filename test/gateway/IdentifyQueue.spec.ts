/// <reference types="@rbxts/testez/globals" />

import { IdentifyQueue } from "../../src/gateway/IdentifyQueue";
import { FakeScheduler } from "../support/FakeScheduler";

const bot = (remaining: number, maxConcurrency: number, resetAfter = 86_400_000) => ({
	url: "wss://a",
	shards: 1,
	session_start_limit: { total: 1000, remaining, reset_after: resetAfter, max_concurrency: maxConcurrency },
});

function make() {
	const scheduler = new FakeScheduler(0);
	const queue = new IdentifyQueue(scheduler);
	const turns: Array<string> = [];
	const request = (shard: number) =>
		queue.request(shard, (fault) => turns.push(`${shard}@${scheduler.now()}${fault ? ` ${fault.kind}` : ""}`));
	return { scheduler, queue, turns, request };
}

export = () => {
	describe("IdentifyQueue", () => {
		it("should grant one turn in 5.5 s by default, in order", () => {
			const { scheduler, turns, request } = make();
			for (const shard of [3, 1, 2]) request(shard);
			expect(turns.join(",")).to.equal("3@0");
			scheduler.advance(11);
			expect(turns.join(",")).to.equal("3@0,1@5.5,2@11");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should grant one turn for each key in parallel", () => {
			const { scheduler, queue, turns, request } = make();
			queue.limit(bot(1000, 2));
			for (const shard of [0, 1, 2, 3]) request(shard);
			expect(turns.join(",")).to.equal("0@0,1@0");
			scheduler.advance(6);
			expect(turns.join(",")).to.equal("0@0,1@0,2@5.5,3@5.5");
		});

		it("should grant no turn that was given up, and leave no timer", () => {
			const { scheduler, turns, request } = make();
			request(0);
			const giveUp = request(1);
			request(2);
			giveUp();
			scheduler.advance(6);
			expect(turns.join(",")).to.equal("0@0,2@5.5");
			request(3)();
			giveUp();
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should report the time until the reset if no Identify is left", () => {
			const { scheduler, queue, turns, request } = make();
			queue.limit(bot(1, 1, 60_000));
			request(0);
			scheduler.advance(10);
			let seconds: number | undefined;
			queue.request(0, (fault) => (seconds = fault?.resetAfter));
			expect(seconds).to.equal(50);
			scheduler.advance(50);
			request(0);
			expect(turns.join(",")).to.equal("0@0,0@60");
		});
	});
};
