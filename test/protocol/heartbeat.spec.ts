/// <reference types="@rbxts/testez/globals" />

import {
	advanceHeartbeat,
	delayAfterHello,
	heartbeatIntervalOf,
	isHeartbeatInterval,
	nextNonce,
	standInFor,
	startHeartbeat,
	untilBeat,
} from "../../src/protocol/heartbeat";

/** A schedule of one beat a second whose first is due at 10; `now` when a beat went out, and when the next is due. */
const ADVANCES: ReadonlyArray<readonly [now: number, dueAt: number]> = [
	[10, 11],
	[10.4, 11],
	[10.999, 11],
	[11, 12], // the beat at 11 is this late one
	[13.5, 14], // a freeze
	[9.9, 11], // the clock is behind: one at a time all the same
];

const INTERVALS: ReadonlyArray<readonly [value: unknown, valid: boolean]> = [
	[41250, true],
	[13750.5, true],
	[0.001, true],
	[0, false],
	[-1, false],
	[math.huge, false],
	[0 / 0, false],
	["41250", false],
	[undefined, false],
];

const NONCES: ReadonlyArray<readonly [now: number, last: number | undefined, nonce: number]> = [
	[0, undefined, 0],
	[1.2345, undefined, 1234],
	[1.2345, 1233, 1234],
	[1.2345, 1234, 1235],
	[1, 5000, 5001],
	[2 ** 53 / 1000, undefined, 0],
	[0, 2 ** 53 - 1, 0],
];

export = () => {
	describe("startHeartbeat", () => {
		it("should turn milliseconds into seconds", () => {
			const heartbeat = startHeartbeat(41250, 100, 20625);
			expect(heartbeat.interval).to.equal(41.25);
			expect(heartbeat.dueAt).to.equal(120.625);
		});

		it("should throw on an invalid interval or delay", () => {
			expect(() => startHeartbeat(0, 0, 0)).to.throw("above 0 ms, got 0");
			expect(() => startHeartbeat(1, 0, -1)).to.throw("0 ms or more, got -1");
			expect(() => startHeartbeat(1, 0, math.huge)).to.throw("got inf");
			expect(() => startHeartbeat(1, 0, 0 / 0)).to.throw();
		});
	});

	describe("isHeartbeatInterval", () => {
		it("should accept finite numbers above 0", () => {
			for (const [value, valid] of INTERVALS) expect(isHeartbeatInterval(value)).to.equal(valid);
		});
	});

	describe("heartbeatIntervalOf", () => {
		it("should follow Hello, but never below the floor", () => {
			expect(heartbeatIntervalOf(41_250, 1000)).to.equal(41_250);
			expect(heartbeatIntervalOf(1000, 1000)).to.equal(1000);
			expect(heartbeatIntervalOf(999.9, 1000)).to.equal(1000);
			expect(heartbeatIntervalOf(1e-300, 1000)).to.equal(1000);
			expect(heartbeatIntervalOf(20, 5)).to.equal(20);
		});
	});

	describe("delayAfterHello", () => {
		it("should be a random share of the interval after the first Hello", () => {
			expect(delayAfterHello(41_250, false, 0)).to.equal(0);
			expect(delayAfterHello(41_250, false, 0.25)).to.equal(10_312.5);
		});

		it("should be the whole interval after a repeated Hello", () => {
			for (const share of [0, 0.25, 1]) expect(delayAfterHello(41_250, true, share)).to.equal(41_250);
		});
	});

	describe("untilBeat", () => {
		it("should count down to 0 and stay there", () => {
			const heartbeat = startHeartbeat(1000, 0, 1000);
			expect(untilBeat(heartbeat, 0.25)).to.equal(0.75);
			expect(untilBeat(heartbeat, 1)).to.equal(0);
			expect(untilBeat(heartbeat, 5)).to.equal(0);
		});
	});

	describe("advanceHeartbeat", () => {
		for (const [now, dueAt] of ADVANCES) {
			it(`should be due at ${dueAt} after a beat at ${now}`, () => {
				expect(advanceHeartbeat({ interval: 1, dueAt: 10 }, now).dueAt).to.equal(dueAt);
			});
		}
	});

	describe("nextNonce", () => {
		it("should be the clock in milliseconds, above the last, below 2^53", () => {
			for (const [now, last, nonce] of NONCES) expect(nextNonce(now, last)).to.equal(nonce);
		});
	});

	describe("standInFor", () => {
		for (const [milliseconds, interval, delay] of [
			[41250, 41.25, 51.5625],
			[13750.5, 13.7505, 17.188125],
			[100, 1, 1.25],
		]) {
			it(`should beat for ${milliseconds} ms every ${interval} s, once a beat is ${delay} s old`, () => {
				const standIn = standInFor(milliseconds);
				expect(standIn.interval).to.be.near(interval);
				expect(standIn.delay).to.be.near(delay);
			});
		}
	});
};
