/// <reference types="@rbxts/testez/globals" />

import { TokenBucket } from "../../../src/socket/relay/TokenBucket";

export = () => {
	describe("TokenBucket", () => {
		it("should allow a burst at once, then one at a time", () => {
			const bucket = new TokenBucket(60, 3, 100);
			for (const _ of $range(1, 3)) {
				expect(bucket.untilFree(100)).to.equal(0);
				bucket.take(100);
			}
			expect(bucket.untilFree(100)).to.be.near(1, 1e-9);
			expect(bucket.untilFree(100.25)).to.be.near(0.75, 1e-9);
			expect(bucket.untilFree(101)).to.equal(0);
		});

		it("should hold no more than the burst", () => {
			const bucket = new TokenBucket(60, 3, 0);
			for (const _ of $range(1, 3)) bucket.take(1000);
			expect(bucket.untilFree(1000) > 0).to.equal(true);
		});

		it("should owe a token that was taken too early", () => {
			const bucket = new TokenBucket(60, 1, 0);
			bucket.take(0);
			bucket.take(0);
			expect(bucket.untilFree(0)).to.be.near(2, 1e-9);
		});

		it("should survive a clock that goes back", () => {
			const bucket = new TokenBucket(60, 3, 5000);
			expect(bucket.untilFree(1000)).to.equal(0);
			for (const _ of $range(1, 3)) bucket.take(1000);
			expect(bucket.untilFree(1000)).to.be.near(1, 1e-9);
			expect(bucket.untilFree(1001)).to.equal(0);
			bucket.take(1001);
			expect(bucket.untilFree(0)).to.be.near(1, 1e-9);
		});

		it("should gain no more than the burst from a clock that jumps", () => {
			const bucket = new TokenBucket(60, 3, 0);
			for (const now of [1e9, 10, 2e9, 20]) bucket.untilFree(now);
			for (const _ of $range(1, 3)) bucket.take(20);
			expect(bucket.untilFree(20) > 0).to.equal(true);
		});

		it("should survive a reading of NaN", () => {
			const bucket = new TokenBucket(60, 1, 0);
			bucket.take(0);
			bucket.untilFree(0 / 0);
			bucket.untilFree(10);
			expect(bucket.untilFree(11)).to.equal(0);
		});

		it("should be free after exactly the time that it returns", () => {
			const bucket = new TokenBucket(70, 1, 0);
			let now = 0.1;
			for (const _ of $range(1, 1000)) {
				bucket.take(now);
				now += bucket.untilFree(now);
				expect(bucket.untilFree(now)).to.equal(0);
			}
		});
	});
};
