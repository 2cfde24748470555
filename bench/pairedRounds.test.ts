import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { figureOf, pairedRound, pairedRounds, singleRounds } from "./pairedRounds.ts";

/** Sides that write down their turns, on a clock that each turn moves by its own time. */
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
	it("should alternate which side goes first", async () => {
		const { turns, now, sides } = recordedSides();
		await pairedRounds(5, sides, now);
		assert.equal(turns.join(" "), "A0 B0 B1 A1 A2 B2 B3 A3 A4 B4");
	});

	it("should keep what each side measured, in the order of rounds", async () => {
		const { now, sides } = recordedSides();
		const rounds = await pairedRounds(2, sides, now);
		assert.deepEqual(rounds, [
			{ value: 1000, baseline: 250, seconds: 1.25 },
			{ value: 2000, baseline: 500, seconds: 1.25 },
		]);
	});

	it("should fail with the side that fails", async () => {
		const baseline = () => Promise.reject(new Error("no server"));
		await assert.rejects(pairedRounds(5, { value: async () => 1, baseline }), /^Error: no server$/);
	});
});

describe("pairedRound", () => {
	it("should begin an odd round with the baseline", async () => {
		const { turns, now, sides } = recordedSides();
		await pairedRound(7, sides, now);
		assert.equal(turns.join(" "), "B7 A7");
	});
});

describe("singleRounds", () => {
	it("should measure once a round", async () => {
		const { now, sides } = recordedSides();
		assert.deepEqual(await singleRounds(2, sides.value, now), [
			{ value: 1000, seconds: 1 },
			{ value: 2000, seconds: 1 },
		]);
	});
});

describe("figureOf", () => {
	it("should pick one figure of both sides", () => {
		const rounds = [{ value: { time: 1, cpu: 2 }, baseline: { time: 3, cpu: 4 }, seconds: 5 }];
		assert.deepEqual(
			figureOf(rounds, ({ cpu }) => cpu),
			[{ value: 2, baseline: 4, seconds: 5 }],
		);
	});
});
