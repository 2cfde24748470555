import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { PacedWriter } from "./PacedWriter.ts";

function setUp() {
	const clock = new FakeClock();
	const seen: Array<string> = [];
	const writer = new PacedWriter(clock, (piece) => seen.push(`${piece.toString()} at ${clock.now()}`));
	const perform = (name: string) => writer.perform(() => seen.push(`${name} at ${clock.now()}`));
	return { clock, writer, seen, perform };
}

describe("PacedWriter", () => {
	it("should write at once if no piece size is given", () => {
		const { clock, writer, seen, perform } = setUp();
		writer.add(Buffer.from("abc"), 0, 50);
		perform("action");
		writer.add(Buffer.from("d"), 0, 50);
		assert.deepEqual(seen, ["abc at 0", "action at 0", "d at 0"]);
		assert.deepEqual([clock.pending, writer.isIdle, writer.size], [0, true, 0]);
	});

	it("should write pieces at an interval before later jobs", () => {
		const { clock, writer, seen, perform } = setUp();
		writer.add(Buffer.from("abcde"), 2, 10);
		perform("action");
		writer.add(Buffer.from("fg"), 2, 10);
		assert.deepEqual([seen, writer.size, writer.isIdle, clock.pending], [["ab at 0"], 5, false, 1]);
		clock.advance(9);
		assert.equal(seen.length, 1);
		clock.advance(11);
		assert.deepEqual(seen, ["ab at 0", "cd at 10", "e at 20", "action at 20"]);
		clock.advance(10);
		assert.equal(seen.at(-1), "fg at 30");
		assert.deepEqual([clock.pending, writer.isIdle, writer.size], [0, true, 0]);
	});

	it("should continue at the same pace after being held", () => {
		const { clock, writer, seen, perform } = setUp();
		writer.add(Buffer.from("abc"), 1, 10);
		writer.setHeld(true);
		perform("action");
		clock.advance(100);
		assert.deepEqual([seen, clock.pending, writer.isIdle], [["a at 0"], 0, false]);
		writer.setHeld(false);
		clock.advance(10);
		assert.deepEqual(seen, ["a at 0", "b at 100", "c at 110", "action at 110"]);
	});

	it("should count queued bytes, including those of actions", () => {
		const { clock, writer } = setUp();
		writer.add(Buffer.from("abc"), 1, 10);
		writer.perform(() => {}, 100);
		assert.equal(writer.size, 102);
		clock.advance(20);
		assert.equal(writer.size, 0);
	});

	it("should treat an early timer as due", () => {
		const { clock, writer, seen } = setUp();
		let now = 0;
		const early = new PacedWriter({ ...clock, now: () => now }, (piece) => seen.push(piece.toString()));
		early.add(Buffer.from("ab"), 1, 10);
		now = 9;
		clock.advance(10);
		assert.deepEqual(seen, ["a", "b"]);
		assert.equal(writer.isIdle, true);
	});

	it("should leave no timer once cleared", () => {
		const { clock, writer, seen } = setUp();
		writer.add(Buffer.from("abc"), 1, 10);
		writer.clear();
		assert.deepEqual([clock.pending, writer.isIdle, writer.size], [0, true, 0]);
		clock.advance(100);
		assert.deepEqual(seen, ["a at 0"]);
	});
});
