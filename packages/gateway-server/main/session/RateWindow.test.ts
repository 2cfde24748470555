import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemNow } from "../../../shared/clock.ts";
import { RateWindow } from "./RateWindow.ts";

const HOUR = 3_600_000;

describe("RateWindow", () => {
	it("should allow its limit in each window", () => {
		const window = new RateWindow(2, 1000);
		assert.deepEqual(
			[5, 5, 6, 1004, 1005, 1006, 1007].map((now) => window.take(now)),
			[true, true, false, false, true, true, false],
		);
	});

	it("should open a window at the first use", () => {
		const window = new RateWindow(1, 1000);
		assert.equal(window.take(900), true);
		assert.equal(window.take(1800), false);
		assert.equal(window.take(5000), true);
	});

	it("should report the remaining uses and the reset time", () => {
		const window = new RateWindow(3, 1000);
		assert.deepEqual([window.remaining(0), window.resetAfter(0)], [3, 0]);
		window.take(100);
		assert.deepEqual([window.remaining(200), window.resetAfter(200)], [2, 900]);
		assert.deepEqual([window.remaining(1100), window.resetAfter(1100)], [3, 0]);
	});

	it("should allow nothing with a limit of 0", () => {
		assert.equal(new RateWindow(0, 1000).take(0), false);
	});

	for (const shift of [-HOUR, HOUR]) {
		it(`should ignore a clock jump of ${shift} ms`, (context) => {
			const window = new RateWindow(1, 60_000);
			assert.equal(window.take(systemNow()), true);
			const before = Date.now();
			context.mock.method(Date, "now", () => before + shift);
			assert.equal(window.take(systemNow()), false);
			assert.ok(window.resetAfter(systemNow()) <= 60_000);
		});
	}
});
