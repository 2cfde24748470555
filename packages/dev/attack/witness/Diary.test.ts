import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { Diary } from "./Diary.ts";

describe("Diary", () => {
	let now = 0;
	let diary: Diary;
	beforeEach(() => {
		now = 0;
		diary = new Diary(100, () => now);
	});

	it("should record the latency of a poll", () => {
		const answered = diary.poll();
		now = 40;
		answered();
		assert.deepEqual(diary.take().polls, { count: 1, p50: 40, p99: 40, max: 40 });
	});

	it("should count the polls that a stall delayed", () => {
		const answered = diary.poll();
		now = 250;
		answered();
		assert.deepEqual(diary.take().polls, { count: 3, p50: 150, p99: 250, max: 250 });
	});

	it("should count an unanswered poll with its age", () => {
		diary.poll();
		now = 90;
		assert.equal(diary.take().polls.max, 90);
	});

	it("should count only new samples next time", () => {
		const answered = diary.poll();
		now = 90;
		diary.take();
		now = 120;
		answered();
		assert.equal(diary.take().polls.max, 30);
	});

	it("should count each kind of fault", () => {
		for (const fault of ["lost", "429", "lost"]) diary.fault(fault);
		assert.deepEqual(diary.take().faults, { lost: 2, "429": 1 });
		assert.deepEqual(diary.take().faults, {});
	});
});
