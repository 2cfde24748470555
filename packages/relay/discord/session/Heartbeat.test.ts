import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { BeatTimes } from "../../../../src/protocol/gateway/beatTimes.ts";
import { LastBeat } from "../../../../src/protocol/voice/lastBeat.ts";
import { Heartbeat, type HeartbeatOptions } from "./Heartbeat.ts";

interface Scene {
	readonly clock: FakeClock;
	readonly heartbeat: Heartbeat;
	/** Times of beats in milliseconds; "zombie" for a zombie. */
	readonly log: Array<number | "zombie">;
}

function start(options: Partial<HeartbeatOptions> = {}): Scene {
	const clock = new FakeClock();
	const log: Scene["log"] = [];
	const heartbeat = new Heartbeat({
		clock,
		random: () => 0.5,
		lifeSign: "message",
		matcher: new BeatTimes(),
		send: () => log.push(clock.now()),
		onZombie: () => log.push("zombie"),
		...options,
	});
	return { clock, heartbeat, log };
}

describe("Heartbeat", () => {
	it("should beat after a random share, then in the interval", () => {
		const { clock, heartbeat, log } = start();
		heartbeat.hello(10_000);
		for (let beat = 0; beat < 3; beat += 1) {
			clock.advance(beat === 0 ? 5000 : 10_000);
			heartbeat.acknowledge();
		}
		assert.deepEqual(log, [5000, 15_000, 25_000]);
	});

	it("should wait a whole interval after a repeated Hello", () => {
		const { clock, heartbeat, log } = start();
		heartbeat.hello(10_000);
		heartbeat.hello(10_000);
		clock.advance(10_000);
		assert.deepEqual(log, [10_000]);
	});

	it("should beat at most once a second, whatever Hello asks for", () => {
		const { clock, heartbeat, log } = start();
		assert.equal(heartbeat.hello(1), 1000);
		clock.advance(500);
		assert.deepEqual(log, [500]);
	});

	it("should find a zombie after an interval of silence", () => {
		const { clock, heartbeat, log } = start();
		heartbeat.hello(10_000);
		clock.advance(60_000);
		assert.deepEqual(log, [5000, "zombie"]);
	});

	it("should take any message as a life sign", () => {
		const { clock, heartbeat, log } = start();
		heartbeat.hello(10_000);
		clock.advance(5000);
		heartbeat.heard();
		clock.advance(20_000);
		assert.deepEqual(log, [5000, 15_000, "zombie"]);
	});

	it("should take only an ACK as a life sign if asked to", () => {
		const { clock, heartbeat, log } = start({ lifeSign: "ack", matcher: new LastBeat() });
		heartbeat.hello(10_000);
		clock.advance(5000);
		heartbeat.heard();
		heartbeat.acknowledge(1);
		clock.advance(10_000);
		assert.deepEqual(log, [5000, "zombie"]);
	});

	it("should measure the ping", () => {
		const { clock, heartbeat } = start();
		heartbeat.hello(10_000);
		clock.advance(5250);
		heartbeat.acknowledge();
		assert.equal(heartbeat.ping, 0.25);
	});

	it("should answer requests at once, then once a second", () => {
		const { clock, heartbeat, log } = start();
		for (let request = 0; request < 5; request += 1) heartbeat.answer();
		clock.advance(5000);
		heartbeat.answer();
		assert.deepEqual(log, [0, 1000, 5000]);
	});

	it("should hold an answer until the rate limit permits it", () => {
		const { clock, heartbeat, log } = start({ untilAnswer: (now) => Math.max(3 - now, 0) });
		heartbeat.answer();
		clock.advance(5000);
		assert.deepEqual(log, [3000]);
	});

	it("should skip the beats of a frozen process", () => {
		const clock = new FakeClock();
		let frozen = 0;
		const now = (): number => clock.now() + frozen;
		const { setTimeout, clearTimeout } = clock;
		const log: Array<number> = [];
		const { heartbeat } = start({ clock: { now, setTimeout, clearTimeout }, send: () => log.push(now()) });
		heartbeat.hello(10_000);
		clock.advance(5000);
		heartbeat.acknowledge();
		frozen = 23_000;
		clock.advance(10_000);
		heartbeat.acknowledge();
		clock.advance(7000);
		assert.deepEqual(log, [5000, 38_000, 45_000]);
	});

	it("should stop everything at a reset", () => {
		const { clock, heartbeat, log } = start();
		heartbeat.hello(10_000);
		heartbeat.answer();
		heartbeat.answer();
		heartbeat.reset();
		heartbeat.reset();
		clock.advance(60_000);
		assert.deepEqual([log, clock.pending], [[0], 0]);
	});

	it("should survive a reset inside of a send", () => {
		const scene = start({ send: () => scene.heartbeat.reset() });
		scene.heartbeat.hello(10_000);
		scene.clock.advance(60_000);
		assert.deepEqual([scene.log, scene.clock.pending], [[], 0]);
	});
});
