import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { PingLog } from "./PingLog.ts";

describe("PingLog", () => {
	it("should measure the time from ping to pong", () => {
		const clock = new FakeClock();
		const pings = new PingLog(clock);
		pings.sent(Buffer.from("a"));
		clock.advance(20);
		pings.sent(Buffer.from("b"));
		clock.advance(11);
		assert.equal(pings.answered(Buffer.from("a")), 31);
		assert.equal(pings.answered(Buffer.from("b")), 11);
	});

	it("should not time a pong that was not requested, or that came twice", () => {
		const pings = new PingLog(new FakeClock());
		assert.equal(pings.answered(Buffer.alloc(0)), undefined);
		pings.sent(Buffer.alloc(0));
		assert.equal(pings.answered(Buffer.alloc(0)), 0);
		assert.equal(pings.answered(Buffer.alloc(0)), undefined);
	});

	it("should take a pong for earlier pings too", () => {
		const pings = new PingLog(new FakeClock());
		pings.sent(Buffer.from("a"));
		pings.sent(Buffer.from("b"));
		assert.equal(pings.answered(Buffer.from("b")), 0);
		assert.equal(pings.answered(Buffer.from("a")), undefined);
	});

	it("should remember no more than 16", () => {
		const pings = new PingLog(new FakeClock());
		for (let index = 0; index < 17; index += 1) pings.sent(Buffer.from([index]));
		assert.equal(pings.answered(Buffer.from([0])), undefined);
		assert.equal(pings.answered(Buffer.from([1])), 0);
	});
});
