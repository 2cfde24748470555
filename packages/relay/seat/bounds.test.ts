/** What bounds the joins of a seat. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { JOIN_WINDOW_MS, JoinPace, MAX_JOINS } from "./JoinPace.ts";
import { Pauses } from "./Pauses.ts";
import { Rescues } from "./Rescues.ts";
import { FORGIVE_MS, RETRY_MS, Thefts } from "./Thefts.ts";

describe("Pauses", () => {
	it("should double up to a bound, by failure", () => {
		const pauses = new Pauses();
		const lengths = Array.from({ length: 7 }, () => pauses.fail("A", "unanswered", 0) / 1000);
		assert.deepEqual(lengths, [10, 20, 40, 80, 160, 300, 300]);
		const spent = Array.from({ length: 9 }, () => pauses.fail("B", "spent", 0) / 1000);
		assert.deepEqual(spent, [1, 2, 4, 8, 16, 32, 64, 120, 120]);
	});

	it("should pause one channel, and not others", () => {
		const pauses = new Pauses();
		pauses.fail("A", "unanswered", 0);
		assert.deepEqual([pauses.isPausing("A", 9999), pauses.isPausing("A", 10_000)], [true, false]);
		assert.equal(pauses.isPausing("B", 0), false);
	});

	it("should forget failures after a stable session, and old ones", () => {
		const pauses = new Pauses();
		pauses.fail("A", "unanswered", 0);
		pauses.forget("A");
		assert.equal(pauses.fail("A", "unanswered", 0), 10_000);
		assert.equal(pauses.fail("A", "unanswered", 610_000), 10_000);
	});
});

describe("JoinPace", () => {
	it("should permit six joins in any minute", () => {
		const pace = new JoinPace();
		for (let join = 0; join < MAX_JOINS; join += 1) {
			assert.ok(pace.freeAt <= join);
			pace.take(join);
		}
		assert.equal(pace.freeAt, JOIN_WINDOW_MS);
		pace.take(JOIN_WINDOW_MS);
		assert.equal(pace.freeAt, 1 + JOIN_WINDOW_MS);
	});
});

describe("Thefts", () => {
	it("should permit one retry after a minute", () => {
		const thefts = new Thefts();
		assert.equal(thefts.robbed(5, 0), true);
		assert.equal(thefts.until, 5 + RETRY_MS);
		assert.equal(thefts.robbed(RETRY_MS, 0), false);
	});

	it("should forgive after a long seat, or a new watch", () => {
		const thefts = new Thefts();
		thefts.robbed(0, 0);
		assert.equal(thefts.robbed(FORGIVE_MS, FORGIVE_MS), true);
		thefts.forgive();
		assert.equal(thefts.robbed(FORGIVE_MS, 0), true);
	});
});

describe("Rescues", () => {
	it("should permit three fresh sessions in ten minutes", () => {
		const rescues = new Rescues();
		for (let rescue = 0; rescue < 3; rescue += 1) assert.equal(rescues.take(0), undefined);
		assert.match(rescues.take(599_000) ?? "", /did not help/);
		assert.equal(rescues.take(600_000), undefined);
	});
});
