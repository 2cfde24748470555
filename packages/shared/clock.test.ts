import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { systemNow } from "./clock.ts";
import { resolveOptions } from "../gateway-server/options.ts";
import { RateWindow } from "../gateway-server/main/RateWindow.ts";

const HOUR = 3_600_000;

describe("systemNow", () => {
	it("should be Unix time in whole milliseconds", () => {
		const now = systemNow();
		assert.ok(Number.isInteger(now));
		assert.ok(Math.abs(now - Date.now()) < 60_000);
	});

	it("should be the clock of a gateway server", () => {
		assert.equal(resolveOptions({}).now, systemNow);
	});

	for (const shift of [-HOUR, HOUR]) {
		it(`should keep limits when the machine's clock moves by ${shift} ms`, (context) => {
			const window = new RateWindow(1, 60_000);
			assert.equal(window.take(systemNow()), true);
			const before = Date.now();
			context.mock.method(Date, "now", () => before + shift);
			assert.equal(window.take(systemNow()), false);
			assert.ok(window.resetAfter(systemNow()) <= 60_000);
		});
	}
});
