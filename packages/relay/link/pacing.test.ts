import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TestLink, URL_OF_FAR } from "../support/TestLink.ts";

/** Round trip of a client, in milliseconds. */
const ROUND_TRIP = 80;
const MINUTE = 60_000;

/** Polls like a client for ten minutes while messages come evenly. Returns polls a minute, and sorted delays. */
function simulate(perSecond: number): { readonly perMinute: number; readonly delays: ReadonlyArray<number> } {
	const link = new TestLink({ maxBody: 1e6, bufferRecords: 10_000, bufferBytes: 1e7 });
	const { clock } = link;
	const far = link.open();
	const delays: Array<number> = [];
	let polls = 0;
	let ack = 0;
	const poll = (): void => {
		polls += 1;
		const made = link.poll(ack);
		const check = (): void => {
			if (!made.isAnswered()) return void clock.setTimeout(check, 1);
			for (const [number, , type, sentAt] of made.records()) {
				ack = number;
				if (type === "t") delays.push(clock.now() + ROUND_TRIP / 2 - Number(sentAt));
			}
			clock.setTimeout(poll, ROUND_TRIP);
		};
		check();
	};
	poll();
	const minutes = 10;
	const message = (): void => {
		far.listener.onText(Buffer.from(String(clock.now())));
		clock.setTimeout(message, 1000 / perSecond);
	};
	if (perSecond > 0) message();
	clock.advance(minutes * MINUTE);
	return { perMinute: polls / minutes, delays: delays.sort((left, right) => left - right) };
}

describe("PollSlot", () => {
	it("should gather messages for 10 ms", () => {
		const link = new TestLink();
		const far = link.open();
		const poll = link.poll(link.peek().length);
		far.listener.onText(Buffer.from("a"));
		link.clock.advance(9);
		far.listener.onText(Buffer.from("b"));
		assert.ok(!poll.isAnswered());
		link.clock.advance(1);
		assert.deepEqual(
			poll.records().map(([, , , data]) => data),
			["a", "b"],
		);
	});

	it("should answer at once if records waited long enough", () => {
		const link = new TestLink();
		link.open();
		link.clock.advance(10);
		assert.ok(link.poll().isAnswered());
	});

	it("should allow a burst, then one answer a second", () => {
		const link = new TestLink({ gatherMs: 0 });
		const far = link.open();
		let ack = 0;
		const times: Array<number> = [];
		for (let count = 0; count < 14; count += 1) {
			const poll = link.poll(ack);
			far.listener.onText(Buffer.from("x"));
			while (!poll.isAnswered()) link.clock.advance(1);
			times.push(link.clock.now());
			ack = poll.records().at(-1)?.[0] ?? ack;
		}
		assert.deepEqual(times, [...Array<number>(10).fill(0), 1000, 2000, 3000, 4000]);
	});

	it("should report how long the pace delays the next answer", () => {
		const link = new TestLink({ burst: 2, gatherMs: 0 });
		link.open();
		assert.equal(link.poll(0).answer?.paceMs, 0);
		assert.equal(link.poll(0).answer?.paceMs, 1000);
	});

	it("should answer when its hold ends, whatever the pace", () => {
		const link = new TestLink({ burst: 1, perMin: 1, gatherMs: 0 });
		const far = link.open();
		assert.ok(link.poll().isAnswered());
		far.listener.onText(Buffer.from("x"));
		const poll = link.poll(1, 5000);
		link.clock.advance(4999);
		assert.ok(!poll.isAnswered());
		link.clock.advance(1);
		assert.deepEqual(poll.records(), [[2, 1, "t", "x"]]);
	});

	it("should deliver lazy records only with the next answer", () => {
		const link = new TestLink();
		const far = link.open({ pings: true });
		const keepAlive = { every_ms: 1000, text: "beat", lazy: '"op":6,' };
		link.up({ number: 2, socket: 1, type: "k", data: keepAlive });
		const poll = link.poll(link.peek().length);
		far.listener.onPing(Buffer.from([1]));
		link.clock.advance(1000);
		far.listener.onText(Buffer.from('{"op":6,"d":{"t":1}}'));
		link.clock.advance(500);
		assert.ok(!poll.isAnswered());
		far.listener.onText(Buffer.from('{"op":60,"d":{"t":1}}'));
		link.clock.advance(10);
		assert.deepEqual(
			poll.records().map(([, , type]) => type),
			["i", "k", "t", "t"],
		);
	});

	it("should answer for a long text that contains the marker", () => {
		const link = new TestLink();
		const far = link.open();
		link.up({ number: 2, socket: 1, type: "k", data: { every_ms: 1000, text: "beat", lazy: "mark" } });
		const poll = link.poll(link.peek().length);
		far.listener.onText(Buffer.from(`mark${"x".repeat(253)}`));
		link.clock.advance(10);
		assert.ok(poll.isAnswered());
	});

	it("should answer at once if an earlier answer was lost", () => {
		const link = new TestLink();
		link.open({ pings: true }).listener.onPing(Buffer.alloc(0));
		link.peek();
		assert.ok(link.poll(1).isAnswered(), "the ping was sent, and not acknowledged");
		assert.ok(!link.poll(2).isAnswered());
	});

	/** By hand from the budget: messages a second, polls a minute, highest median and 99th percentile of the delay. */
	const BUDGET: ReadonlyArray<readonly [perSecond: number, perMinute: number, half: number, most: number]> = [
		[0, 3.1, 0, 0],
		[0.2, 13, 100, 100],
		[1, 62, 100, 100],
		[5, 66, 700, 1200],
		[50, 66, 700, 1200],
	];
	for (const [perSecond, perMinute, half, most] of BUDGET) {
		it(`should keep to ${perMinute} polls a minute at ${perSecond} messages a second`, () => {
			const result = simulate(perSecond);
			assert.ok(result.perMinute <= perMinute, `${result.perMinute} polls a minute`);
			const at = (share: number): number => result.delays[Math.floor(result.delays.length * share)] ?? 0;
			assert.ok(at(0.5) <= half, `half within ${at(0.5)} ms`);
			assert.ok(at(0.99) <= most, `99 % within ${at(0.99)} ms`);
			assert.ok(result.delays.length >= (10 * 60 - 3) * perSecond - 1, `${result.delays.length} delivered`);
		});
	}

	describe("with a token that is overdrawn", () => {
		/** A link with one record of 600 bytes, whose token may receive 1000 a second and has just received 1600. */
		function overdraw() {
			const link = new TestLink({ gatherMs: 0 }, { perSecond: 1000 });
			const far = link.open();
			link.peek();
			link.clock.advance(1000);
			link.ration.spend(1600);
			far.listener.onText(Buffer.alloc(600, "x"));
			return { link, far };
		}

		it("should answer once the bytes are paid", () => {
			const { link } = overdraw();
			const poll = link.poll(1);
			link.clock.advance(600);
			assert.ok(!poll.isAnswered());
			link.clock.advance(1);
			assert.equal(poll.records().length, 1);
		});

		it("should delay even a poll with wait_ms 0", () => {
			const { link } = overdraw();
			const poll = link.poll(1, 0);
			assert.ok(!poll.isAnswered());
			link.clock.advance(601);
			assert.equal(poll.records().length, 1);
		});

		it("should answer at once if there is nothing to send", () => {
			const link = new TestLink({}, { perSecond: 1000 });
			link.ration.spend(5000);
			assert.ok(link.poll(0, 0).isAnswered());
		});

		it("should count the bytes of repeated records again", () => {
			const { link } = overdraw();
			link.clock.advance(2000);
			assert.ok(link.poll(1).isAnswered());
			assert.ok(link.poll(1).isAnswered());
			assert.ok(!link.poll(1).isAnswered());
		});

		it("should answer empty with more after the longest hold", () => {
			const { link } = overdraw();
			link.ration.spend(100_000);
			const poll = link.poll(1, 5000);
			link.clock.advance(19_999);
			assert.ok(!poll.isAnswered());
			link.clock.advance(1);
			assert.deepEqual([poll.records(), poll.answer?.more], [[], true]);
		});

		it("should give up its place when its connection is gone", () => {
			const { link } = overdraw();
			const poll = link.poll(1);
			link.link.brokeOff(poll.poll);
			link.clock.advance(5000);
			assert.ok(!poll.isAnswered());
		});
	});

	it("should leave no timer behind", () => {
		const link = new TestLink();
		link.open();
		link.poll();
		link.poll();
		link.link.end("deleted");
		assert.equal(link.clock.pending, 0);
	});

	it("should refuse polls of a link that is over", () => {
		const link = new TestLink();
		const poll = link.poll();
		link.link.end("deleted");
		assert.equal(poll.gone, "deleted");
		assert.equal(link.poll().gone, "deleted");
	});

	it("should check the target before it opens", () => {
		const link = new TestLink();
		link.up({ number: 1, socket: 1, type: "o", data: { url: URL_OF_FAR.replace("gateway", "elsewhere") } });
		assert.equal(link.far.length, 0);
		assert.equal((link.peek()[0]?.[3] as { code: string }).code, "host_not_allowed");
	});
});
