import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LEAST_REFUSED, MOST_FAULTS, SILENCE_MS, Vitals } from "./Vitals.ts";

const START = 1000;
const NOTHING = { lastValidAt: undefined, authenticated: 0, refused: 0 };

const made = (): Vitals => new Vitals(START, NOTHING);

describe("Vitals", () => {
	it("should report silence after 20 seconds without an answer", () => {
		const vitals = made();
		vitals.answered(START + 5000);
		assert.equal(vitals.check(START + 5000 + SILENCE_MS - 1, NOTHING), undefined);
		assert.equal(vitals.check(START + 5000 + SILENCE_MS, NOTHING), "silent");
	});

	it("should count packets as signs of life", () => {
		const vitals = made();
		vitals.answered(START);
		const heard = { lastValidAt: START + 10_000, authenticated: 1, refused: 0 };
		assert.equal(vitals.check(START + SILENCE_MS + 9999, heard), undefined);
		assert.equal(vitals.check(START + SILENCE_MS + 10_000, heard), "silent");
	});

	it("should not consider a server lost that never answers", () => {
		assert.equal(made().check(START + 3_600_000, NOTHING), undefined);
	});

	it("should count silence from the moment that media was live", () => {
		const vitals = new Vitals(START, NOTHING);
		vitals.answered(START - 60_000);
		assert.equal(vitals.check(START + SILENCE_MS - 1, NOTHING), undefined);
	});

	it("should report a refusing port after three errors in a row", () => {
		const vitals = made();
		for (let count = 1; count < MOST_FAULTS; count += 1) vitals.failed();
		assert.equal(vitals.check(START, NOTHING), undefined);
		vitals.failed();
		assert.equal(vitals.check(START, NOTHING), "refusing");
	});

	it("should forget errors once something comes", () => {
		const vitals = made();
		const fail = (): void => {
			for (let count = 1; count < MOST_FAULTS; count += 1) vitals.failed();
		};
		fail();
		vitals.answered(START);
		fail();
		assert.equal(vitals.check(START, { ...NOTHING, authenticated: 1 }), undefined);
		fail();
		assert.equal(vitals.check(START, { ...NOTHING, authenticated: 1 }), undefined);
	});

	/** By hand: packets between two checks, and what is found. */
	const SHARES: ReadonlyArray<readonly [authenticated: number, refused: number, found: string | undefined]> = [
		[0, LEAST_REFUSED - 1, undefined],
		[0, LEAST_REFUSED, "wrongKey"],
		[LEAST_REFUSED - 1, LEAST_REFUSED, "wrongKey"],
		[LEAST_REFUSED, LEAST_REFUSED, undefined],
		[1000, 999, undefined],
		[999, 1000, "wrongKey"],
	];
	for (const [authenticated, refused, found] of SHARES) {
		it(`should find ${found ?? "nothing"} with ${refused} refused of ${authenticated + refused}`, () => {
			const before = { lastValidAt: START, authenticated: 500, refused: 500 };
			const vitals = new Vitals(START, before);
			const heard = { lastValidAt: START, authenticated: 500 + authenticated, refused: 500 + refused };
			assert.equal(vitals.check(START, heard), found);
			assert.equal(vitals.check(START, heard), undefined);
		});
	}
});
