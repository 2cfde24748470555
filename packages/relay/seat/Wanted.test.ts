import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LINGER_MS, Wanted } from "./Wanted.ts";

/** A and B are wanted, and A has the seat. */
function seated(): Wanted {
	const wanted = new Wanted(0);
	wanted.want("A");
	wanted.want("B");
	wanted.seat("A", 0);
	return wanted;
}

describe("Wanted", () => {
	it("should offer channels by age, the winner first", () => {
		const wanted = seated();
		wanted.seat("B", 0);
		assert.deepEqual(wanted.candidates, ["B", "A"]);
		wanted.unwant("B", 5);
		assert.deepEqual(wanted.candidates, ["A"]);
	});

	it("should keep a wanted winner for ever", () => {
		const wanted = seated();
		assert.equal(wanted.endAt, undefined);
		assert.ok(wanted.keeps(1e9));
	});

	it("should keep an unwanted winner for a minute", () => {
		const wanted = seated();
		wanted.unwant("A", 1000);
		assert.equal(wanted.endAt, 1000 + LINGER_MS);
		assert.ok(wanted.keeps(999 + LINGER_MS));
		assert.ok(!wanted.keeps(1000 + LINGER_MS));
	});

	it("should count the minute from the last watch of any channel", () => {
		const wanted = seated();
		wanted.unwant("A", 1000);
		wanted.unwant("B", 2000);
		assert.equal(wanted.endAt, 2000 + LINGER_MS);
		assert.equal(wanted.idleSince, 2000);
	});

	it("should hold a channel that a person chose until a new watch", () => {
		const wanted = seated();
		wanted.seat("D", 1000, true);
		assert.equal(wanted.endAt, undefined);
		assert.deepEqual(wanted.candidates, ["D", "A", "B"]);
		wanted.want("A");
		assert.equal(wanted.endAt, 1000 + LINGER_MS);
	});

	it("should not hold a channel that nobody wants once nothing is wanted", () => {
		const wanted = seated();
		wanted.seat("D", 1000, true);
		wanted.unwant("A", 2000);
		wanted.unwant("B", 3000);
		assert.equal(wanted.endAt, 3000 + LINGER_MS);
	});

	it("should put a preferred channel first", () => {
		const wanted = seated();
		wanted.unseat();
		wanted.prefer("B");
		assert.deepEqual(wanted.candidates, ["B", "A"]);
		assert.equal(wanted.keeps(0), false);
	});
});
