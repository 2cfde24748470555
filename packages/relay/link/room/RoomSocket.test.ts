import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ROOM, TestLink } from "../../support/TestLink.ts";

type Record = ReturnType<TestLink["peek"]>[number];

/** Positions and kinds of the segments of a `t` record. */
function segments([, , type, data]: Record): ReadonlyArray<string> {
	assert.equal(type, "t");
	const list = JSON.parse(String(data)) as ReadonlyArray<readonly [number, number, string, unknown]>;
	return list.map(([term, n, letter]) => `${letter}${term}.${n}`);
}

const joins = (link: TestLink, ...members: ReadonlyArray<string>): void => {
	for (const member of members) link.hub.join(ROOM, member);
};

const { guild, channel } = ROOM;
const open = (number: number, room: object, socket = 1) => ({ number, socket, type: "o", data: { room } }) as const;

describe("RoomSocket", () => {
	it("should send the room, then its snapshot", () => {
		const link = new TestLink();
		link.hub.room(ROOM).join("9");
		link.watch();
		const [first, second] = link.peek();
		assert.deepEqual(first, [1, 1, "o", { room: ROOM }]);
		assert.deepEqual(second?.slice(0, 3), [2, 1, "t"]);
		assert.equal(second?.[3], '[[1,2,"s",[["m","9",{"name":"\\"9\\" é"}]]]]');
	});

	it("should say nothing before the room is known", () => {
		const link = new TestLink();
		link.up(open(1, { guild, channel }));
		link.hub.last.listener.onNews();
		assert.deepEqual(link.peek(), []);
	});

	it("should continue from the client's cursor", () => {
		const link = new TestLink();
		link.hub.room(ROOM).join("9");
		link.hub.room(ROOM).join("10");
		link.watch({ from: [1, 2] });
		assert.deepEqual(segments(link.peek()[1]!), ["d1.3"]);
	});

	it("should send nothing to a client that is up to date", () => {
		const link = new TestLink();
		link.watch({ from: [1, 1] });
		assert.deepEqual(link.peek(), [[1, 1, "o", { room: ROOM }]]);
		joins(link, "9");
		assert.deepEqual(segments(link.peek(1)[0]!), ["d1.2"]);
	});

	it("should send a snapshot for a cursor of another term", () => {
		const link = new TestLink();
		link.watch({ from: [2, 1] });
		assert.deepEqual(segments(link.peek()[1]!), ["s1.1"]);
	});

	it("should read the room only when it sends", () => {
		const link = new TestLink();
		link.watch();
		const room = link.hub.room(ROOM);
		joins(link, "1", "2", "3");
		assert.equal(room.reads, 0);
		assert.deepEqual(segments(link.peek()[1]!), ["s1.4"]);
		assert.equal(room.reads, 1);
	});

	it("should gather what came since the last record in one", () => {
		const link = new TestLink();
		link.watch();
		link.peek();
		link.ack(2);
		joins(link, "1", "2", "3");
		assert.deepEqual(link.peek(2).map(segments), [["d1.2", "d1.3", "d1.4"]]);
	});

	it("should give a slow client a snapshot, not a queue", () => {
		const link = new TestLink();
		link.watch();
		link.peek();
		link.ack(2);
		for (let count = 0; count < 200; count += 1) joins(link, String(count));
		assert.deepEqual(link.peek(2).map(segments), [["s1.201"]]);
	});

	it("should read a record again that did not fit", () => {
		const link = new TestLink({ maxBody: 300 });
		link.watch();
		link.peek();
		link.up(open(2, { guild, channel: "5" }, 2));
		link.hub.last.open();
		joins(link, "1", "2", "3", "4", "5", "6");
		// the answer ends before the room's record
		assert.deepEqual(
			link.peek(2).map(([number]) => number),
			[3, 4],
		);
		joins(link, "7");
		assert.deepEqual(link.peek(4).map(segments), [["d1.2", "d1.3", "d1.4", "d1.5", "d1.6", "d1.7", "d1.8"]]);
	});

	it("should keep one record at most, whatever happens", () => {
		const link = new TestLink();
		link.watch();
		for (let count = 0; count < 100; count += 1) {
			joins(link, String(count));
			assert.equal(link.peek().length, 2);
		}
		link.ack(2);
		assert.deepEqual(link.peek(2).map(segments), [["s1.101"]]);
	});

	it("should count a small constant, however large the room", () => {
		const link = new TestLink();
		for (let count = 0; count < 1000; count += 1) link.hub.room(ROOM).join(String(count));
		link.watch();
		const before = link.memory.size;
		assert.ok(before < 2000, String(before));
		link.peek();
		assert.equal(link.memory.size, before);
		link.link.end("deleted");
		assert.equal(link.memory.size, 0);
	});

	it("should never be paused, nor end with the sockets of a slow client", () => {
		const link = new TestLink();
		link.watch();
		link.up({ number: 2, socket: 2, type: "o", data: { url: "wss://gateway.discord.gg" } });
		link.last.listener.onOpen("");
		for (let count = 0; count < 80; count += 1) link.last.listener.onText(Buffer.from("x"));
		assert.deepEqual(link.last.log, [["pause"]]);
		link.clock.advance(30_000);
		assert.deepEqual(link.last.log, [["pause"], ["close", 4000, ""]]);
		assert.equal(link.hub.active.length, 1);
	});

	it("should end with an e record if the room is unknown", () => {
		const link = new TestLink();
		link.up(open(1, { guild, channel }));
		link.hub.last.end("channel_unknown", "guild 7 has no channel 8");
		assert.deepEqual(link.peek(), [
			[1, 1, "e", { code: "channel_unknown", message: "guild 7 has no channel 8", ends: true, up: 1 }],
		]);
		assert.equal(link.link.socketCount, 0);
	});

	it("should end with c if the room is gone, after its last segments", () => {
		const link = new TestLink();
		link.watch();
		joins(link, "1");
		link.hub.last.end("channel_unknown", "channel was deleted");
		link.hub.room(ROOM).join("2");
		const [, news, end] = link.peek();
		assert.deepEqual(segments(news!), ["s1.2"]);
		const reason = "channel was deleted";
		assert.deepEqual(end, [3, 1, "c", { code: 4100, reason, clean: true, by: "relay", fault: "channel_unknown" }]);
	});

	/** Why the hub ends a watch. */
	const ENDS = [
		"guild_unknown",
		"channel_unknown",
		"not_a_voice_channel",
		"permission_missing",
		"channel_full",
		"bot_stopped",
	] as const;
	for (const code of ENDS) {
		it(`should say ${code} before and after the opening`, () => {
			const closed = new TestLink();
			closed.up(open(1, { guild, channel }));
			closed.hub.last.end(code, "why");
			assert.deepEqual(closed.peek(), [[1, 1, "e", { code, message: "why", ends: true, up: 1 }]]);
			const opened = new TestLink();
			opened.watch({ from: [1, 1] });
			opened.hub.last.end(code, "why");
			const data = { code: 4100, reason: "why", clean: true, by: "relay", fault: code };
			assert.deepEqual(opened.peek()[1], [2, 1, "c", data]);
		});
	}

	it("should stop its watch when the client closes it", () => {
		const link = new TestLink();
		link.watch();
		link.peek();
		link.up({ number: 2, socket: 1, type: "c", data: { code: 1000, reason: "bye" } });
		assert.equal(link.hub.active.length, 0);
		const closed = { code: 1000, reason: "bye", clean: true, by: "client" };
		assert.deepEqual(link.peek(2), [[3, 1, "c", closed]]);
		assert.equal(link.memory.size, 384 + Buffer.byteLength(JSON.stringify(closed)) + 11);
	});

	it("should abort an opening when the client closes it", () => {
		const link = new TestLink();
		link.up(open(1, { guild, channel }), { number: 2, socket: 1, type: "c", data: {} });
		assert.equal(link.hub.active.length, 0);
		assert.equal((link.peek()[0]?.[3] as { code: string }).code, "aborted");
	});

	it("should stop its watch when the link ends", () => {
		const link = new TestLink();
		link.watch();
		link.link.end("idle");
		assert.equal(link.hub.active.length, 0);
		assert.equal(link.clock.pending, 0);
		assert.equal(link.sockets, 0);
	});

	it("should end with 1012 when the relay drains", () => {
		const link = new TestLink();
		link.watch();
		joins(link, "1");
		link.link.drain();
		assert.equal(link.hub.active.length, 0);
		const [, news, end] = link.peek();
		assert.deepEqual(segments(news!), ["s1.2"]);
		const reason = "relay is about to end";
		assert.deepEqual(end, [3, 1, "c", { code: 1012, reason, clean: false, by: "relay" }]);
		assert.equal(link.poll(3).gone, "draining");
	});

	/** By hand: records that a room does not take, and the fault. */
	const FAULTS = [
		[{ type: "t", data: "a" }, "bad_record"],
		[{ type: "b", data: Buffer.alloc(0) }, "bad_record"],
		[{ type: "i", data: {} }, "bad_record"],
		[{ type: "k", data: { every_ms: 0 } }, "bad_record"],
		[{ type: "c", data: { code: 1 } }, "bad_record"],
		[{ type: "o", data: { room: { guild, channel } } }, "socket_in_use"],
	] as const;
	for (const [content, code] of FAULTS) {
		it(`should answer ${content.type} with ${code}, and stay open`, () => {
			const link = new TestLink();
			link.watch({ from: [1, 1] });
			link.peek();
			link.up({ number: 2, socket: 1, ...content });
			const fault = link.peek(1)[0]?.[3] as { code: string; ends: boolean };
			assert.deepEqual([fault.code, fault.ends], [code, false]);
			assert.equal(link.hub.active.length, 1);
		});
	}

	it("should refuse a record with both url and room", () => {
		const link = new TestLink();
		const data = { url: "wss://gateway.discord.gg", room: { guild, channel } };
		link.up({ number: 1, socket: 1, type: "o", data });
		assert.equal((link.peek()[0]?.[3] as { code: string }).code, "bad_record");
		assert.equal(link.hub.watches.length + link.far.length, 0);
	});

	it("should report watching, open and end to the observer", () => {
		const link = new TestLink();
		link.watch();
		link.hub.last.end("bot_stopped", "its token is wrong");
		const events = link.observed.flatMap(([name, event]) => (name === "socket" ? [event] : []));
		assert.deepEqual(events.slice(0, 2), [
			{ kind: "watching", socket: 1, room: ROOM },
			{ kind: "open", socket: 1 },
		]);
		assert.equal((events[2] as { kind: string }).kind, "ended");
	});

	it("should count the bytes of a record once, when it is first sent", () => {
		const link = new TestLink();
		link.watch();
		const texts = (): ReadonlyArray<unknown> =>
			link.observed.filter(([name, type]) => name === "down" && type === "t");
		assert.deepEqual(texts(), []);
		link.peek();
		link.peek();
		assert.deepEqual(texts(), [["down", "t", '[1,1,"s",[]]'.length]]);
	});
});
