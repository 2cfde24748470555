import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import type { Account } from "./Account.ts";
import { Memory } from "./Memory.ts";

/** A memory of 100 bytes, and a log of what is cut. */
function start(): {
	memory: Memory;
	cuts: Array<string>;
	open: (token: string, name: string) => Account;
	run: () => void;
} {
	const cuts: Array<string> = [];
	let pending: (() => void) | undefined;
	const memory = new Memory(100, (relieve) => (pending = relieve));
	return {
		memory,
		cuts,
		open: (token, name) => memory.token(token).open(() => cuts.push(name)),
		run: () => {
			pending?.();
			pending = undefined;
		},
	};
}

describe("Memory", () => {
	it("should cut nothing up to its limit", () => {
		const { cuts, open, run } = start();
		open("a", "link").take(100);
		run();
		assert.deepEqual(cuts, []);
	});

	it("should cut after the current event, only what is needed", () => {
		const { memory, cuts, open, run } = start();
		open("a", "small").take(30);
		open("a", "large").take(60);
		open("a", "last").take(20);
		assert.deepEqual(cuts, []);
		run();
		assert.deepEqual(cuts, ["large"]);
		assert.equal(memory.size, 50);
	});

	it("should cut the token that holds most, not the last to take", () => {
		const { cuts, open, run } = start();
		for (const name of ["a1", "a2", "a3"]) open("a", name).take(20);
		open("b", "b1").take(40);
		open("c", "c1").take(1);
		run();
		assert.deepEqual(cuts, ["a1"]);
	});

	it("should cut repeatedly until everything fits", () => {
		const { memory, cuts, open, run } = start();
		for (let count = 0; count < 10; count += 1) open("a", `a${count}`).take(20);
		open("b", "b").take(15);
		run();
		assert.ok(memory.size <= 100);
		assert.ok(!cuts.includes("b"), cuts.join());
		run();
		assert.equal(cuts.length, 6);
	});

	it("should stop if nothing can be cut", () => {
		const { memory, run } = start();
		memory.token("a").take(150);
		run();
		assert.equal(memory.size, 150);
	});

	it("should refuse the largest token once memory is nearly full", () => {
		const { memory, open } = start();
		open("a", "link").take(90);
		assert.ok(memory.hasRoom(memory.token("a")));
		open("b", "link").take(9);
		assert.ok(!memory.hasRoom(memory.token("a")));
		assert.ok(memory.hasRoom(memory.token("b")));
		assert.ok(memory.hasRoom(memory.token("new")));
	});

	it("should never cut a token within its share", () => {
		const step = fc.record({ token: fc.constantFrom("a", "b", "c", "d"), bytes: fc.integer({ min: 1, max: 60 }) });
		fc.assert(
			fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
				const names = ["a", "b", "c", "d"];
				const cut = new Set<string>();
				let relieve: (() => void) | undefined;
				const memory = new Memory(100, (callback) => (relieve = callback));
				for (const { token, bytes } of steps) {
					memory
						.token(token)
						.open(() => cut.add(token))
						.take(bytes);
					const before = new Map(names.map((name) => [name, memory.token(name).size]));
					cut.clear();
					relieve?.();
					relieve = undefined;
					assert.ok(memory.size <= 100);
					assert.equal(
						memory.size,
						names.reduce((sum, name) => sum + memory.token(name).size, 0),
					);
					for (const name of cut) assert.ok((before.get(name) ?? 0) > 100 / names.length, name);
				}
			}),
		);
	});
});
