import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { KeepAlive } from "./KeepAlive.ts";

function setUp(): { clock: FakeClock; keepAlive: KeepAlive; beats: Array<[at: number, text: string, sent: number]> } {
	const clock = new FakeClock();
	const beats: Array<[number, string, number]> = [];
	const keepAlive = new KeepAlive(clock, (text, sent) => beats.push([clock.now(), text, sent]));
	return { clock, keepAlive, beats };
}

describe("KeepAlive", () => {
	it("should send first after first_ms, then every every_ms", () => {
		const { clock, keepAlive, beats } = setUp();
		keepAlive.start({ everyMs: 1000, firstMs: 300, text: "a", lazy: undefined });
		clock.advance(2300);
		assert.deepEqual(beats, [
			[300, "a", 1],
			[1300, "a", 2],
			[2300, "a", 3],
		]);
	});

	it("should change the text and leave the times alone", () => {
		const { clock, keepAlive, beats } = setUp();
		keepAlive.start({ everyMs: 1000, firstMs: 1000, text: "a", lazy: undefined });
		clock.advance(900);
		keepAlive.setText("b");
		clock.advance(100);
		assert.deepEqual(beats, [[1000, "b", 1]]);
	});

	it("should count from 1 again after a restart", () => {
		const { clock, keepAlive, beats } = setUp();
		keepAlive.start({ everyMs: 1000, firstMs: 0, text: "a", lazy: undefined });
		clock.advance(500);
		keepAlive.start({ everyMs: 2000, firstMs: 100, text: "b", lazy: undefined });
		clock.advance(2100);
		assert.deepEqual(beats, [
			[0, "a", 1],
			[600, "b", 1],
			[2600, "b", 2],
		]);
	});

	it("should stop", () => {
		const { clock, keepAlive, beats } = setUp();
		keepAlive.start({ everyMs: 1000, firstMs: 0, text: "a", lazy: undefined });
		clock.advance(0);
		keepAlive.stop();
		keepAlive.stop();
		clock.advance(10_000);
		assert.equal(beats.length, 1);
		assert.equal(clock.pending, 0);
		assert.equal(keepAlive.isRunning, false);
	});

	it("should be stoppable from within a beat", () => {
		const clock = new FakeClock();
		let beats = 0;
		const keepAlive: KeepAlive = new KeepAlive(clock, () => {
			beats += 1;
			keepAlive.stop();
		});
		keepAlive.start({ everyMs: 1000, firstMs: 0, text: "a", lazy: undefined });
		clock.advance(5000);
		assert.equal(beats, 1);
	});

	it("should send once after a stall, and keep its schedule", () => {
		const beats: Array<number> = [];
		let now = 0;
		let due: (() => void) | undefined;
		let wait = 0;
		const keepAlive = new KeepAlive(
			{
				now: () => now,
				setTimeout: (callback, milliseconds) => ([due, wait] = [callback, milliseconds]),
				clearTimeout: () => {},
			},
			() => beats.push(now),
		);
		keepAlive.start({ everyMs: 1000, firstMs: 1000, text: "a", lazy: undefined });
		now = 4300;
		due?.();
		assert.deepEqual([beats, wait], [[4300], 700]);
	});

	it("should recognize an answer by its marker and size", () => {
		const keepAlive = new KeepAlive(new FakeClock(), () => {});
		const isAnswer = (text: string): boolean => keepAlive.isAnswer(Buffer.from(text));
		assert.equal(isAnswer('{"op":11}'), false);
		keepAlive.start({ everyMs: 1000, firstMs: 0, text: "a", lazy: '"op":11' });
		const found = ['{"op":11}', '{"op":1}', '"op":11'.padEnd(256), '"op":11'.padEnd(257)].map(isAnswer);
		assert.deepEqual(found, [true, false, true, false]);
	});
});
