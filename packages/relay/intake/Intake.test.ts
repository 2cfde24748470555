import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Intake } from "./Intake.ts";

/** An intake whose clock and event loop the test drives. */
function made() {
	let time = 0;
	const deferred: Array<() => void> = [];
	const intake = new Intake({ now: () => time, defer: (next) => void deferred.push(next) });
	const log: Array<string> = [];
	/** A connection on which `size` bytes came, each kB of which takes `cost` milliseconds. */
	const connect = (name: string, size: number, cost = 0, owner = "") => {
		let left = size;
		const seat = intake.open(owner, (most) => {
			const slice = Math.min(most, left);
			left -= slice;
			time += (cost * slice) / 1024;
			log.push(`${name} ${slice}`);
			return left > 0;
		});
		return {
			seat,
			more: (bytes: number) => {
				left += bytes;
				seat.arrived();
			},
		};
	};
	return {
		log,
		connect,
		deferred,
		/** Passes time without work. */
		pass: (milliseconds: number) => (time += milliseconds),
		/** Polls the network. */
		look: () => deferred.splice(0).forEach((next) => next()),
	};
}

describe("Intake", () => {
	it("should pass on input that fits in a slice at once", () => {
		const { log, connect } = made();
		for (const name of ["a", "b", "c"]) connect(name, 1024).seat.arrived();
		assert.deepEqual(log, ["a 1024", "b 1024", "c 1024"]);
	});

	it("should pass on one slice per poll of the network", () => {
		const { log, connect, look } = made();
		connect("a", 2048, 1).seat.arrived();
		connect("b", 2048, 1).seat.arrived();
		assert.deepEqual(log.splice(0), ["a 1024", "b 1024"]);
		look();
		assert.deepEqual(log.splice(0), ["a 512"]);
		look();
		assert.deepEqual(log, ["b 512"]);
	});

	it("should defer input that comes late in a turn", () => {
		const { log, connect, look, pass } = made();
		connect("a", 100).seat.arrived();
		pass(2);
		connect("b", 100).seat.arrived();
		assert.deepEqual(log, ["a 100"]);
		look();
		assert.deepEqual(log, ["a 100", "b 100"]);
	});

	it("should let owners take turns however much each sends", () => {
		const { log, connect, look, pass } = made();
		connect("first", 1).seat.arrived();
		pass(2);
		for (const name of ["a1", "a2", "a3"]) connect(name, 100, 0, "a").seat.arrived();
		connect("b1", 100, 0, "b").seat.arrived();
		for (let turn = 0; turn < 4; turn += 1) look();
		assert.deepEqual(log.slice(1), ["a1 100", "b1 100", "a2 100", "a3 100"]);
	});

	const slices: ReadonlyArray<readonly [what: string, cost: number, sizes: ReadonlyArray<number>]> = [
		["double a slice that was quick", 0.1, [1024, 2048, 4096, 4096, 4096]],
		["keep a slice that took its time", 0.3, [1024, 1024, 1024, 1024, 1024]],
		["halve a slice that took too long", 0.8, [1024, 512, 512, 512, 512]],
		["make a slice least that took far too long", 4, [1024, 256, 256, 256, 256]],
		["make no slice above 16 kB", 0, [1024, 2048, 4096, 8192, 16_384, 16_384]],
	];
	for (const [what, cost, sizes] of slices) {
		it(`should ${what}`, () => {
			const { log, connect, look } = made();
			connect("a", 1_000_000, cost).seat.arrived();
			while (log.length < sizes.length) look();
			assert.deepEqual(
				log,
				sizes.map((size) => `a ${size}`),
			);
		});
	}

	it("should return to small slices once nothing waits", () => {
		const { log, connect, look } = made();
		const { seat, more } = connect("a", 7168);
		seat.arrived();
		for (let turn = 0; turn < 3; turn += 1) look();
		more(2000);
		assert.deepEqual(log, ["a 1024", "a 2048", "a 4096", "a 1024"]);
	});

	it("should pass on nothing from a removed connection", () => {
		const { log, connect, look } = made();
		const { seat } = connect("a", 5000);
		seat.arrived();
		seat.owner = "known by now";
		seat.leave();
		look();
		look();
		assert.deepEqual(log, ["a 1024"]);
	});

	it("should idle when nothing waits", () => {
		const { connect, look, deferred } = made();
		connect("a", 2000).seat.arrived();
		for (let turn = 0; turn < 3; turn += 1) look();
		assert.equal(deferred.length, 0);
	});
});
