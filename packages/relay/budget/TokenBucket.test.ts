import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TokenBucket } from "./TokenBucket.ts";

describe("TokenBucket", () => {
	it("should start full, then admit as it refills", () => {
		const bucket = new TokenBucket(60, 2, 0);
		assert.deepEqual([bucket.take(0), bucket.take(0), bucket.take(0)], [true, true, false]);
		assert.equal(bucket.waitFor(0), 1000);
		assert.equal(bucket.take(999), false);
		assert.equal(bucket.take(1000), true);
	});

	it("should hold no more than its burst", () => {
		const bucket = new TokenBucket(60, 2, 0);
		bucket.take(0, 2);
		assert.deepEqual([bucket.take(1e9, 2), bucket.take(1e9)], [true, false]);
	});

	it("should take all or nothing", () => {
		const bucket = new TokenBucket(60, 3, 0);
		bucket.take(0);
		assert.equal(bucket.take(0, 3), false);
		assert.equal(bucket.take(0, 2), true);
	});

	it("should admit more than its burst when full", () => {
		const bucket = new TokenBucket(60, 3, 0);
		assert.equal(bucket.take(0, 100), true);
		assert.equal(bucket.waitFor(0, 100), 3000);
		assert.equal(bucket.take(2999, 100), false);
		assert.equal(bucket.take(3000, 100), true);
	});

	it("should have the promised token at every rate", () => {
		for (let rate = 1; rate < 1000; rate += 7) {
			const bucket = new TokenBucket(rate, 1, 0);
			let now = 0;
			for (let count = 0; count < 20; count += 1) {
				now += bucket.waitFor(now);
				assert.equal(bucket.take(now), true, `${rate} a minute at ${now} ms`);
			}
			assert.ok(now <= (19 * 60_000) / rate + 20);
		}
	});

	it("should not refill when its clock goes backwards", () => {
		const bucket = new TokenBucket(60, 1, 1000);
		bucket.take(1000);
		assert.equal(bucket.take(0), false);
		assert.equal(bucket.take(1999), false);
		assert.equal(bucket.take(2000), true);
	});

	it("should pay off an overdraft first", () => {
		const bucket = new TokenBucket(60, 3, 0);
		bucket.overdraw(0, 5);
		assert.equal(bucket.waitFor(0), 3000);
		assert.equal(bucket.take(2999), false);
		assert.equal(bucket.take(3000), true);
	});
});
