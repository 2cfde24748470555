import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { figureOf, pairedRound, pairedRounds, singleRounds } from "./pairedRounds.ts";

/** Creates sides that record their turns, and a clock that each turn advances. */
function recordedSides() {
	const turns: Array<string> = [];
	let time = 0;
	const side = (name: string, milliseconds: number) => async (round: number) => {
		turns.push(`${name}${round}`);
		time += milliseconds;
		return milliseconds * (round + 1);
	};
	return { turns, now: () => time, sides: { value: side("A", 1000), baseline: side("B", 250) } };
}

describe("pairedRounds", () => {
	it("should alternate the order of sides", async () => {
		const { turns, now, sides } = recordedSides();
		await pairedRounds(5, sides, now);
		assert.equal(turns.join(" "), "A0 B0 B1 A1 A2 B2 B3 A3 A4 B4");
	});

	it("should return both sides' measurements in order", async () => {
		const { now, sides } = recordedSides();
		const rounds = await pairedRounds(2, sides, now);
		assert.deepEqual(rounds, [
			{ value: 1000, baseline: 250, seconds: 1.25 },
			{ value: 2000, baseline: 500, seconds: 1.25 },
		]);
	});

	it("should reject with a side's error", async () => {
		const baseline = () => Promise.reject(new Error("no server"));
		await assert.rejects(pairedRounds(5, { value: async () => 1, baseline }), /^Error: no server$/);
	});
});

describe("pairedRound", () => {
	it("should start an odd round with the baseline", async () => {
		const { turns, now, sides } = recordedSides();
		await pairedRound(7, sides, now);
		assert.equal(turns.join(" "), "B7 A7");
	});
});

describe("singleRounds", () => {
	it("should measure once per round", async () => {
		const { now, sides } = recordedSides();
		assert.deepEqual(await singleRounds(2, sides.value, now), [
			{ value: 1000, seconds: 1 },
			{ value: 2000, seconds: 1 },
		]);
	});
});

describe("figureOf", () => {
	it("should select one figure of both sides", () => {
		const rounds = [{ value: { time: 1, cpu: 2 }, baseline: { time: 3, cpu: 4 }, seconds: 5 }];
		assert.deepEqual(
			figureOf(rounds, ({ cpu }) => cpu),
			[{ value: 2, baseline: 4, seconds: 5 }],
		);
	});
});
