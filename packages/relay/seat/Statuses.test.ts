import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { SpeakersNews } from "./speakersOf.ts";
import { Statuses } from "./Statuses.ts";

const LIVE: SpeakersNews = { speakers: "live", reason: "" };
const NONE: SpeakersNews = { speakers: "none", reason: "why" };

describe("Statuses", () => {
	it("should tell changes only", () => {
		const statuses = new Statuses();
		assert.deepEqual(
			statuses.update(["A"], ["A"], () => NONE),
			[["A", NONE]],
		);
		assert.deepEqual(
			statuses.update(["A"], ["A"], () => ({ ...NONE })),
			[],
		);
		assert.deepEqual(statuses.of("A"), NONE);
	});

	it("should tell the end of a live channel that nobody wants", () => {
		const statuses = new Statuses();
		assert.deepEqual(
			statuses.update(["A"], [], () => LIVE),
			[["A", LIVE]],
		);
		assert.deepEqual(
			statuses.update([], [], () => NONE),
			[["A", NONE]],
		);
		assert.equal(statuses.of("A"), undefined);
	});

	it("should tell nothing of other channels that nobody wants", () => {
		const statuses = new Statuses();
		statuses.update(["A"], ["A"], () => NONE);
		assert.deepEqual(
			statuses.update([], [], () => ({ ...NONE, reason: "other" })),
			[],
		);
		assert.equal(statuses.of("A"), undefined);
	});
});
