import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { randomBytes, seededRandom } from "./random.ts";

describe("seededRandom", () => {
	it("should repeat for a seed, vary otherwise, fill the range", () => {
		const draw = (seed: number) => Array.from({ length: 1000 }, seededRandom(seed));
		assert.deepEqual(draw(7), draw(7));
		assert.notDeepEqual(draw(7), draw(8));
		const numbers = draw(7);
		assert.ok(numbers.every((number) => number >= 0 && number < 1));
		const mean = numbers.reduce((sum, number) => sum + number) / numbers.length;
		assert.ok(Math.abs(mean - 0.5) < 0.05, `mean is ${mean}`);
	});
});

describe("randomBytes", () => {
	it("should return the requested number of bytes over the range", () => {
		assert.deepEqual(
			randomBytes(() => 0, 2),
			Buffer.from([0, 0]),
		);
		assert.deepEqual(
			randomBytes(() => 1 - 2 ** -53, 1),
			Buffer.from([255]),
		);
		assert.equal(randomBytes(seededRandom(1), 0).length, 0);
	});
});
