import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { Memory } from "../memory/Memory.ts";
import { AnswerSlot } from "./AnswerSlot.ts";

function start() {
	const clock = new FakeClock();
	let relieve: (() => void) | undefined;
	const memory = new Memory(1000, (callback) => (relieve = callback));
	const link = memory.token("game").open(() => {});
	const broken: Array<string> = [];
	const slot = new AnswerSlot(clock, 30_000, link);
	const begin = (name: string, bytes: number) => slot.begin(bytes, () => broken.push(name));
	return { clock, memory, slot, broken, begin, cut: () => relieve?.() };
}

describe("AnswerSlot", () => {
	it("should count an answer until it is written", () => {
		const { memory, broken, begin, clock } = start();
		const writing = begin("a", 500);
		writing.resize(100);
		assert.equal(memory.size, 100);
		writing.done();
		writing.done();
		assert.equal(memory.size, 0);
		assert.deepEqual(broken, []);
		assert.equal(clock.pending, 0);
	});

	it("should abort an answer when a newer poll comes", () => {
		const { memory, broken, begin, slot } = start();
		const writing = begin("a", 500);
		slot.clear();
		slot.clear();
		assert.deepEqual(broken, ["a"]);
		assert.ok(writing.isOver);
		assert.equal(memory.size, 0);
	});

	it("should keep the newer answer when the aborted one ends", () => {
		const { memory, broken, begin } = start();
		const first = begin("a", 500);
		begin("b", 300);
		first.done();
		assert.deepEqual(broken, ["a"]);
		assert.equal(memory.size, 300);
	});

	it("should abort an answer that is not read in time", () => {
		const { memory, broken, begin, clock } = start();
		begin("a", 500);
		clock.advance(29_999);
		assert.deepEqual(broken, []);
		clock.advance(1);
		assert.deepEqual(broken, ["a"]);
		assert.equal(memory.size, 0);
	});

	it("should abort an answer that fills the relay's memory", () => {
		const { memory, broken, begin, cut } = start();
		begin("a", 1001);
		cut();
		assert.deepEqual(broken, ["a"]);
		assert.equal(memory.size, 0);
	});
});
