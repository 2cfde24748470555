import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HttpMeter } from "./HttpMeter.ts";

const REQUEST = "POST /v1/links HTTP/1.1\r\nhost: a\r\n\r\n{}";

describe("HttpMeter", () => {
	it("should count requests, however they are split", () => {
		const text = REQUEST.repeat(3);
		for (const size of [1, 7, 11, 40, text.length]) {
			const meter = new HttpMeter();
			const send = meter.connection();
			for (let start = 0; start < text.length; start += size) send(Buffer.from(text.slice(start, start + size)));
			assert.deepEqual([meter.requests, meter.bytes], [3, text.length], `pieces of ${size}`);
		}
	});

	it("should count the connections together, and answers as bytes only", () => {
		const meter = new HttpMeter();
		const [first, second] = [meter.connection(), meter.connection()];
		first(Buffer.from("POST / HTT"));
		second(Buffer.from("P/1.1\r\n"));
		meter.answer(Buffer.from(REQUEST));
		assert.deepEqual([meter.requests, meter.bytes], [0, 10 + 7 + REQUEST.length]);
	});
});
