import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { CommandQueue, MAX_WAITING } from "./CommandQueue.ts";

/** A limit of one command in 10 s. */
function start() {
	const clock = new FakeClock();
	const sent: Array<string> = [];
	let freeAt = 0;
	const queue = new CommandQueue({
		timers: clock,
		untilFree: () => Math.max(freeAt - clock.now(), 0) / 1000,
		send: ({ op }) => {
			sent.push(`${op}@${clock.now()}`);
			freeAt = clock.now() + 10_000;
		},
	});
	return { clock, sent, queue };
}

describe("CommandQueue", () => {
	it("should send in order, as the limit permits", () => {
		const { clock, sent, queue } = start();
		for (const op of [1, 2, 3]) queue.push({ op });
		clock.advance(60_000);
		assert.deepEqual(sent, ["1@0", "2@10000", "3@20000"]);
	});

	it("should reject a command if too many wait", () => {
		const { queue } = start();
		const results = Array.from({ length: MAX_WAITING + 2 }, (_, op) => queue.push({ op }));
		assert.deepEqual([results.filter(Boolean).length, results.at(-1)], [MAX_WAITING + 1, false]);
	});

	it("should forget what waits", () => {
		const { clock, sent, queue } = start();
		for (const op of [1, 2]) queue.push({ op });
		queue.clear();
		clock.advance(60_000);
		assert.deepEqual([sent, clock.pending], [["1@0"], 0]);
	});
});
