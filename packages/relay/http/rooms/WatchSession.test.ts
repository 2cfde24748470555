import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { TokenUsage } from "../../budget/TokenUsage.ts";
import { RoomDoor } from "../../link/room/RoomDoor.ts";
import { WatchBook } from "../../link/room/WatchBook.ts";
import { Memory } from "../../memory/Memory.ts";
import { Grants } from "../../security/Grants.ts";
import { FakeHub } from "../../support/FakeHub.ts";
import { ROOM, TOKEN_LIMITS } from "../../support/TestLink.ts";
import { MAX_WATCHES, WatchSession, type WatchPort } from "./WatchSession.ts";

class FakePort implements WatchPort {
	/** Messages, decoded, and what else was done. */
	public readonly log: Array<unknown> = [];
	public bufferedSize = 0;

	public send(text: string | Buffer): void {
		this.log.push(JSON.parse(text.toString()));
	}

	public ping(): void {
		this.log.push("ping");
	}

	public setPaused(isPaused: boolean): void {
		this.log.push(isPaused ? "pause" : "resume");
	}

	public close(code: number, reason: string): void {
		this.log.push(["close", code, reason]);
	}

	public terminate(): void {
		this.log.push("terminate");
	}

	/** What was done since the last call. */
	public take(): ReadonlyArray<unknown> {
		return this.log.splice(0);
	}
}

function start(rooms = 1e6) {
	const clock = new FakeClock();
	const hub = new FakeHub();
	const port = new FakePort();
	const memory = new Memory(1e9);
	const usage = new TokenUsage({ ...TOKEN_LIMITS, rooms }, clock, memory.token("game"));
	const door = new RoomDoor({ hub, grants: new Grants([], 1), book: new WatchBook() }, "game", usage);
	const session = new WatchSession(port, door, usage.account.open(), clock);
	const send = (text: unknown): void => session.receive(Buffer.from(JSON.stringify(text)), false);
	const watch = (id = 1, room: object = {}): void => {
		const { guild, channel } = ROOM;
		send({ op: "watch", id, room: { guild, channel, ...room } });
	};
	/** Watches {@link ROOM}, opens it, and takes what came. */
	const open = (id = 1, room: object = {}): ReadonlyArray<unknown> => {
		watch(id, room);
		hub.last.open();
		return port.take();
	};
	return { clock, hub, port, memory, session, send, watch, open };
}

const member = (id: string): unknown => ["m", id, { name: `"${id}" é` }];

describe("WatchSession", () => {
	it("should send the room, then its snapshot", () => {
		const { hub, open } = start();
		hub.room(ROOM).join("9");
		assert.deepEqual(open(), [
			{ id: 1, opened: ROOM },
			{ id: 1, segments: [[1, 2, "s", [member("9")]]] },
		]);
	});

	it("should send each segment when it comes", () => {
		const { hub, port, open } = start();
		open();
		hub.join(ROOM, "1");
		hub.join(ROOM, "2");
		assert.deepEqual(port.take(), [
			{ id: 1, segments: [[1, 2, "d", [member("1")]]] },
			{ id: 1, segments: [[1, 3, "d", [member("2")]]] },
		]);
	});

	it("should continue from a cursor", () => {
		const { hub, open } = start();
		for (const id of ["1", "2"]) hub.room(ROOM).join(id);
		assert.deepEqual(open(1, { from: [1, 2] })[1], { id: 1, segments: [[1, 3, "d", [member("2")]]] });
	});

	it("should read rooms only while little waits to be written", () => {
		const { hub, port, session, open } = start();
		open();
		port.bufferedSize = 65_536;
		for (let count = 0; count < 100; count += 1) hub.join(ROOM, String(count));
		assert.deepEqual(port.take(), []);
		port.bufferedSize = 65_535;
		session.sent();
		const [message, ...others] = port.take() as ReadonlyArray<{ segments: ReadonlyArray<ReadonlyArray<unknown>> }>;
		assert.deepEqual([message?.segments.map((segment) => segment.slice(0, 3)), others], [[[1, 101, "s"]], []]);
	});

	it("should read the rooms of a slow client in turn", () => {
		const { hub, port, session, open } = start();
		for (const id of [1, 2]) open(id);
		port.bufferedSize = 65_536;
		hub.join(ROOM, "1");
		hub.join(ROOM, "2");
		port.bufferedSize = 0;
		session.sent();
		assert.deepEqual(
			port.take().map((message) => (message as { id: number }).id),
			[1, 2],
		);
	});

	it("should stop reading from a client that does not read", () => {
		const { port, session, open, watch } = start();
		open();
		port.bufferedSize = 65_536;
		watch(2);
		session.sent();
		assert.deepEqual(port.take(), ["pause"]);
		port.bufferedSize = 0;
		session.sent();
		assert.deepEqual(port.take(), ["resume"]);
	});

	it("should send a tick every 15 s for each open watch", () => {
		const { clock, hub, port, session, open, watch } = start();
		open(1);
		watch(2, { guild: "9" });
		clock.advance(14_999);
		assert.deepEqual(port.take(), []);
		clock.advance(1);
		assert.deepEqual(port.take(), [{ id: 1, segments: [[1, 1, "t", []]] }]);
		hub.join(ROOM, "1");
		port.take();
		session.ponged();
		clock.advance(15_000);
		assert.deepEqual(port.take(), ["ping", { id: 1, segments: [[1, 2, "t", []]] }]);
	});

	it("should ping every 20 s, and drop a client that does not answer", () => {
		const { clock, hub, port, session, open } = start();
		open();
		clock.advance(20_000);
		session.ponged();
		clock.advance(39_999);
		assert.ok(!port.take().includes("terminate"));
		clock.advance(1);
		assert.deepEqual([port.take().at(-1), hub.active.length, clock.pending], ["terminate", 0, 0]);
	});

	it("should answer a fault before and after the opening, and free the ID", () => {
		const { hub, port, open, watch } = start();
		watch();
		hub.last.end("channel_unknown", "no such channel");
		const fault = { code: "channel_unknown", message: "no such channel" };
		assert.deepEqual(port.take(), [{ id: 1, fault }]);
		open();
		hub.last.end("channel_unknown", "no such channel");
		assert.deepEqual(port.take(), [{ id: 1, fault }]);
		assert.equal(open().length, 2);
	});

	it("should send the last segments before the fault", () => {
		const { hub, port, open } = start();
		open();
		port.bufferedSize = 65_536;
		hub.join(ROOM, "1");
		hub.last.end("channel_unknown", "deleted");
		assert.deepEqual(
			port.take().filter((message) => typeof message === "object"),
			[
				{ id: 1, segments: [[1, 2, "d", [member("1")]]] },
				{ id: 1, fault: { code: "channel_unknown", message: "deleted" } },
			],
		);
	});

	it("should stop a watch, and take its ID again", () => {
		const { hub, port, open, send } = start();
		open();
		send({ op: "stop", id: 1 });
		hub.join(ROOM, "1");
		assert.deepEqual([port.take(), hub.active.length], [[], 0]);
		assert.equal(open().length, 2);
	});

	/** By hand: texts that fail, and the answer's fault. */
	const FAULTS: ReadonlyArray<readonly [text: object, code: string]> = [
		[{ op: "watch", id: 1, room: { guild: "7" } }, "socket_in_use"],
		[{ op: "stop", id: 2 }, "not_open"],
		[{ op: "watch", id: 2, room: { guild: "7", bot: "other" } }, "bot_unknown"],
		[{ op: "watch", id: 2, room: {} }, "bad_record"],
	];
	for (const [text, code] of FAULTS) {
		it(`should answer ${JSON.stringify(text)} with ${code}`, () => {
			const { hub, port, open, send } = start();
			open();
			send(text);
			const [{ id, fault }] = port.take() as [{ id: number; fault: { code: string } }];
			assert.deepEqual([id, fault.code, hub.active.length], [(text as { id: number }).id, code, 1]);
		});
	}

	it("should answer a text without an ID with a fault without one", () => {
		const { port, session } = start();
		session.receive(Buffer.from("hello"), false);
		session.receive(Buffer.from("{}"), true);
		assert.deepEqual(port.take(), [
			{ fault: { code: "bad_record", message: "text is not JSON" } },
			{ fault: { code: "bad_record", message: "message must be a text" } },
		]);
	});

	it("should close with 1008 after too many faults", () => {
		const { clock, hub, port, send, open } = start();
		open();
		for (let count = 0; count < 32; count += 1) send(1);
		clock.advance(1000);
		send(1);
		assert.ok(!JSON.stringify(port.take()).includes("close"));
		send(1);
		const end = ["close", 1008, "too many messages that cannot be carried out"];
		assert.deepEqual([port.take().at(-1), hub.active.length], [end, 0]);
		send(1);
		assert.deepEqual([port.take(), clock.pending], [[], 0]);
	});

	it("should hold no more watches than it may", () => {
		const { hub, port, watch } = start();
		for (let id = 1; id <= MAX_WATCHES + 1; id += 1) watch(id);
		const [{ fault }] = port.take() as [{ fault: { code: string; limit: number } }];
		assert.deepEqual([fault.code, fault.limit, hub.active.length], ["too_many_rooms", MAX_WATCHES, MAX_WATCHES]);
	});

	it("should count its watches among those of its token", () => {
		const { port, watch, send } = start(1);
		watch(1);
		watch(2);
		assert.equal((port.take() as [{ fault: { code: string } }])[0].fault.code, "too_many_rooms");
		send({ op: "stop", id: 1 });
		watch(2);
		assert.deepEqual(port.take(), []);
	});

	it("should count its bytes, and free them with its connection", () => {
		const { port, memory, session, open } = start();
		assert.equal(memory.size, 16_384);
		open();
		assert.equal(memory.size, 16_384 + 512);
		port.bufferedSize = 1000;
		session.sent();
		assert.equal(memory.size, 16_384 + 512 + 1000);
		session.closed();
		session.closed();
		assert.equal(memory.size, 0);
	});

	it("should close with a code, and stop its watches", () => {
		const { clock, hub, port, session, open } = start();
		open();
		session.end(1012, "relay is about to end");
		session.end(1012, "again");
		assert.deepEqual(port.take(), [["close", 1012, "relay is about to end"]]);
		assert.deepEqual([hub.active.length, clock.pending], [0, 0]);
	});
});
