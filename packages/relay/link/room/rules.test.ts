/** The rules of docs/relay.md that concern a link's records, over rooms. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ROOM, TestLink, URL_OF_FAR } from "../../support/TestLink.ts";

const numbers = (records: ReturnType<TestLink["peek"]>): ReadonlyArray<number> => records.map(([number]) => number);

describe("Link, rules of docs/relay.md over rooms", () => {
	it("R1: should repeat what was sent unchanged, although there is news", () => {
		const link = new TestLink();
		link.watch();
		const first = link.peek();
		link.hub.join(ROOM, "1");
		assert.deepEqual(link.peek(), first);
		assert.deepEqual(link.peek(1), first.slice(1));
		const [next] = link.peek(2);
		assert.deepEqual(next?.slice(0, 3), [3, 1, "t"]);
		assert.match(String(next?.[3]), /^\[\[1,2,"d",/);
	});

	it("R2: should number records consecutively, with other sockets", () => {
		const link = new TestLink();
		link.watch();
		link.up({ number: 2, socket: 2, type: "o", data: { url: URL_OF_FAR } });
		link.last.listener.onOpen("");
		link.hub.join(ROOM, "1");
		link.last.listener.onText(Buffer.from("a"));
		assert.deepEqual(
			link.peek().map(([number, socket, type]) => [number, socket, type]),
			[
				[1, 1, "o"],
				[2, 1, "t"],
				[3, 2, "o"],
				[4, 2, "t"],
			],
		);
		link.hub.join(ROOM, "2");
		assert.deepEqual(numbers(link.peek(1)), [2, 3, 4]);
		assert.deepEqual(numbers(link.peek(4)), [5]);
	});

	it("R3: should watch once, however often the record comes", () => {
		const link = new TestLink();
		link.watch();
		const { guild, channel } = ROOM;
		link.up({ number: 1, socket: 1, type: "o", data: { room: { guild, channel } } });
		assert.equal(link.hub.watches.length, 1);
	});

	it("R4: should refuse an acknowledgement of a record that was not sent", () => {
		const link = new TestLink();
		link.watch();
		assert.throws(() => link.ack(2), { code: "bad_ack" });
		link.peek();
		link.ack(2);
	});

	it("R5: should leave the records to the newer poll", () => {
		const link = new TestLink();
		link.watch();
		link.peek();
		const older = link.poll(2);
		const newer = link.poll(2);
		assert.equal(older.answer?.superseded, true);
		link.hub.join(ROOM, "1");
		link.clock.advance(10);
		assert.deepEqual(numbers(newer.records()), [3]);
	});

	it("R6: should hold one record, so news neither pauses nor overflows", () => {
		const link = new TestLink({ bufferRecords: 4, maxBody: 1e6 });
		link.watch();
		for (let count = 0; count < 1000; count += 1) link.hub.join(ROOM, String(count));
		assert.deepEqual(numbers(link.peek()), [1, 2]);
		assert.deepEqual(link.ends, []);
	});

	it("R7: should send a snapshot above max_body alone", () => {
		const link = new TestLink();
		for (let count = 0; count < 100; count += 1) link.hub.room(ROOM).join(String(count));
		link.watch();
		const first = link.poll(0, 0);
		assert.deepEqual([numbers(first.records()), first.answer?.more], [[1], true]);
		const second = link.poll(1);
		assert.deepEqual([numbers(second.records()), second.answer?.more], [[2], false]);
		assert.ok((second.answer?.downSize ?? 0) > 1000);
	});

	it("R8: should stop watching when the link is not polled", () => {
		const link = new TestLink();
		link.watch();
		link.clock.advance(90_000);
		assert.deepEqual([link.ends, link.hub.active.length], [["idle"], 0]);
	});

	it("R10: should answer a held poll when there is news, after gathering", () => {
		const link = new TestLink();
		link.watch();
		link.peek();
		const poll = link.poll(2);
		link.hub.join(ROOM, "1");
		link.clock.advance(9);
		link.hub.join(ROOM, "2");
		assert.ok(!poll.isAnswered());
		link.clock.advance(1);
		assert.match(String(poll.records()[0]?.[3]), /^\[\[1,2,"d",.*\[1,3,"d",/);
	});

	it("R12: should watch one room per number at a time, and take the number again", () => {
		const link = new TestLink();
		link.watch();
		const again = (number: number) => ({ number, socket: 1, type: "o", data: { room: { guild: "7" } } }) as const;
		link.up(again(2));
		assert.equal(link.hub.watches.length, 1);
		link.hub.last.end("guild_unknown", "bot left the guild");
		link.up(again(3));
		assert.equal(link.hub.watches.length, 2);
	});

	it("should keep to the pace", () => {
		const link = new TestLink({ gatherMs: 0 });
		link.watch();
		let ack = 0;
		const times: Array<number> = [];
		for (let count = 0; count < 13; count += 1) {
			const poll = link.poll(ack);
			link.hub.join(ROOM, String(count));
			while (!poll.isAnswered()) link.clock.advance(1);
			times.push(link.clock.now());
			ack = poll.records().at(-1)?.[0] ?? ack;
		}
		assert.deepEqual(times, [...Array<number>(10).fill(0), 1000, 2000, 3000]);
	});

	it("should end a link whose numbers ran out", () => {
		const link = new TestLink({ lastNumber: 2 });
		link.watch();
		link.peek();
		link.ack(2);
		link.hub.join(ROOM, "1");
		assert.deepEqual([link.ends, link.hub.active.length], [["worn"], 0]);
	});

	it("should count rooms among max_sockets", () => {
		const link = new TestLink();
		for (let socket = 1; socket <= 5; socket += 1) {
			link.up({ number: socket, socket, type: "o", data: { room: { guild: String(socket) } } });
		}
		assert.equal(link.hub.active.length, 4);
		assert.equal((link.peek().at(-1)?.[3] as { code: string }).code, "too_many_sockets");
	});

	it("should end a room whose bytes fill the relay's memory, with 1013", () => {
		// the watch alone is above it, the record of its end is not
		const link = new TestLink({}, { memory: 511 });
		link.watch({ from: [1, 1] });
		link.peek();
		link.ack(1);
		link.cut();
		const reason = "relay's memory is full (RELAY_BUFFER_TOTAL)";
		assert.deepEqual(link.peek(1)[0]?.[3], { code: 1013, reason, clean: false, by: "relay" });
		assert.deepEqual([link.ends, link.hub.active.length], [[], 0]);
	});
});
