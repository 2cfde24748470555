/** The effects of each fault on a client, over real sockets. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { WebSocket, WebSocketServer, type ClientOptions } from "ws";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import type { ConnectionControlFlags } from "../flags/ConnectionControlFlags.ts";
import { ControlFlagStore } from "../flags/ControlFlagStore.ts";
import { seededRandom } from "../../shared/random.ts";
import { FaultySocket } from "./FaultySocket.ts";

interface Pair {
	readonly server: FaultySocket;
	/** The server side of the WebSocket, and its TCP connection. */
	readonly serverSide: WebSocket;
	readonly stream: Socket;
	readonly client: WebSocket;
	readonly clock: FakeClock;
	/** Received messages: `t` or `b`, and the content. */
	readonly seen: Array<string>;
	readonly set: (flags: ConnectionControlFlags) => void;
	readonly clear: () => void;
	/** Waits until the client has received everything the server sent. */
	readonly settle: () => Promise<void>;
}

/** Connects a client to a faulty socket with these flags. Both are closed with the test. */
async function openPair(
	context: TestContext,
	flags: ConnectionControlFlags = {},
	{ seed = 1, ...options }: ClientOptions & { readonly seed?: number } = {},
): Promise<Pair> {
	const clock = new FakeClock();
	const store = new ControlFlagStore();
	const http = createServer().listen(0, "127.0.0.1");
	const webSockets = new WebSocketServer({ noServer: true, clientTracking: false });
	await once(http, "listening");
	const accepted = new Promise<readonly [WebSocket, Socket]>((resolve) => {
		http.on("upgrade", (request, socket, head) => {
			webSockets.handleUpgrade(request, socket, head, (webSocket) => resolve([webSocket, socket as Socket]));
		});
	});
	const client = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}`, options);
	const seen: Array<string> = [];
	client.on("message", (data: Buffer, isBinary) => seen.push(`${isBinary ? "b" : "t"} ${data.toString()}`));
	const [[serverSide, stream]] = await Promise.all([accepted, once(client, "open")]);
	const server = new FaultySocket(
		serverSide,
		stream,
		clock,
		seededRandom(seed),
		store.viewOf(() => "id"),
	);
	store.onChange(() => server.applyFlags());
	serverSide.on("error", () => {});
	store.set("id", flags);
	context.after(() => {
		client.terminate();
		stream.destroy();
		http.close();
	});
	const settle = async (): Promise<void> => {
		// bypasses `FaultySocket`, so that no fault applies
		stream.write(Buffer.from([0x89, 0]));
		await once(client, "ping");
	};
	const set = (changes: ConnectionControlFlags): void => store.set("id", changes);
	return { server, serverSide, stream, client, clock, seen, set, clear: () => store.clear("id"), settle };
}

/** Close code, and the message of the error before it, if any. */
async function endOf(client: WebSocket): Promise<readonly [code: number, error: string | undefined]> {
	let message: string | undefined;
	client.on("error", (error) => (message = error.message));
	return new Promise((resolve) => client.once("close", (code) => resolve([code, message])));
}

function sendAll(server: FaultySocket, ...messages: ReadonlyArray<string | Buffer>): void {
	for (const message of messages) server.send(message);
}

describe("FaultySocket without flags", () => {
	it("should send text and bytes without arming a timer", async (context) => {
		const { server, clock, seen, settle } = await openPair(context);
		sendAll(server, "a", Buffer.from("b"), "");
		await settle();
		assert.deepEqual(seen, ["t a", "b b", "t "]);
		assert.equal(clock.pending, 0);
	});

	it("should close once with code and reason", async (context) => {
		const { server, client, seen } = await openPair(context);
		server.close(4006, "over");
		server.close(4009, "again");
		sendAll(server, "late");
		assert.equal(server.isOpen, false);
		const [code, reason] = (await once(client, "close")) as [number, Buffer];
		assert.deepEqual([code, reason.toString(), seen], [4006, "over", []]);
	});

	it("should answer a client's pings and closes", async (context) => {
		const { serverSide, client } = await openPair(context);
		client.ping("hi");
		const [data] = (await once(client, "pong")) as [Buffer];
		assert.equal(data.toString(), "hi");
		client.close(4000, "bye");
		const [[code], [seen]] = await Promise.all([once(client, "close"), once(serverSide, "close")]);
		assert.deepEqual([code, seen], [4000, 4000]);
	});

	it("should end the connection without a close frame", async (context) => {
		for (const name of ["reset", "terminate"] as const) {
			const { server, client } = await openPair(context);
			server[name]();
			assert.equal(server.isOpen, false);
			assert.equal((await endOf(client))[0], 1006);
		}
	});
});

describe("latency", () => {
	it("should delay messages, pings and closes in order", async (context) => {
		const { server, client, clock, seen, settle } = await openPair(context, { latency: 100 });
		client.on("ping", (data: Buffer) => data.length > 0 && seen.push("ping"));
		sendAll(server, "a");
		clock.advance(60);
		sendAll(server, "b");
		server.ping();
		server.close(4000, "");
		await settle();
		assert.deepEqual(seen, []);
		clock.advance(40);
		await settle();
		assert.deepEqual(seen, ["t a"]);
		const ended = endOf(client);
		clock.advance(60);
		assert.deepEqual([(await ended)[0], seen], [4000, ["t a", "t b"]]);
	});

	it("should delay pongs", async (context) => {
		const { client, serverSide, clock, seen, settle } = await openPair(context, { latency: 100 });
		client.on("pong", () => seen.push("pong"));
		client.ping();
		await once(serverSide, "ping");
		await settle();
		assert.deepEqual(seen, []);
		const answered = once(client, "pong");
		clock.advance(100);
		await answered;
	});

	it("should keep order under jitter unless reordering is on", async (context) => {
		const names = [..."abcdefgh"];
		for (const reorder of [false, true]) {
			const { server, clock, seen, settle } = await openPair(context, { jitter: 100, reorder });
			sendAll(server, ...names);
			clock.advance(100);
			await settle();
			const sent = names.map((name) => `t ${name}`);
			assert.deepEqual([...seen].sort(), sent);
			assert.equal(seen.join() === sent.join(), !reorder);
		}
	});

	it("should leave no timer after the client is gone", async (context) => {
		const { server, serverSide, client, clock } = await openPair(context, { latency: 100 });
		sendAll(server, "a");
		client.terminate();
		await once(serverSide, "close");
		assert.equal(clock.pending, 0);
	});
});

describe("drops", () => {
	it("should drop the requested number of messages", async (context) => {
		const { server, seen, settle } = await openPair(context, { dropNext: 2 });
		sendAll(server, "a", "b", "c");
		await settle();
		assert.deepEqual(seen, ["t c"]);
	});

	it("should drop the same share for the same seed", async (context) => {
		const runs: Array<string> = [];
		for (const seed of [7, 7, 8]) {
			const { server, seen, settle } = await openPair(context, { dropShare: 0.5, seed }, { seed: runs.length });
			sendAll(server, ..."abcdefghijklmnop");
			await settle();
			assert.ok(seen.length > 3 && seen.length < 13, `${seen.length} of 16 came`);
			runs.push(seen.join());
		}
		assert.equal(runs[0], runs[1]);
		assert.notEqual(runs[0], runs[2]);
	});

	it("should drop nothing at 0 and everything at 1", async (context) => {
		const { server, seen, set, settle } = await openPair(context, { dropShare: 1 });
		sendAll(server, "a", "b");
		set({ dropShare: 0 });
		sendAll(server, "c");
		await settle();
		assert.deepEqual(seen, ["t c"]);
	});
});

describe("duplicates", () => {
	it("should send the requested number of messages twice", async (context) => {
		const { server, seen, settle } = await openPair(context, { duplicateNext: 1 });
		sendAll(server, "a", "b");
		await settle();
		assert.deepEqual(seen, ["t a", "t a", "t b"]);
	});
});

describe("corrupt frames", () => {
	const fatal = [
		["utf8", 1007, /invalid UTF-8 sequence/],
		["rsv", 1002, /RSV2 and RSV3 must be clear/],
		["control", 1002, /FIN must be set/],
	] as const;
	for (const [corruptKind, code, message] of fatal) {
		it(`should make a client fail with ${code} for ${corruptKind}`, async (context) => {
			const { server, serverSide, client } = await openPair(context, { corruptNext: 1, corruptKind });
			const ended = endOf(client);
			const closed = endOf(serverSide);
			sendAll(server, "message");
			assert.match((await ended)[1] ?? "", message);
			assert.equal((await closed)[0], code);
		});
	}

	it("should exceed only a client's size limit when oversized", async (context) => {
		const flags = { corruptNext: 1, corruptKind: "oversized", corruptSize: 1000 } as const;
		const { server, serverSide, client } = await openPair(context, flags, { maxPayload: 999 });
		const closed = endOf(serverSide);
		const ended = endOf(client);
		sendAll(server, '{"op":1}');
		assert.match((await ended)[1] ?? "", /Max payload size exceeded/);
		assert.equal((await closed)[0], 1009);
		const other = await openPair(context, flags, { maxPayload: 1000 });
		sendAll(other.server, '{"op":1}');
		await other.settle();
		assert.deepEqual(JSON.parse(other.seen[0]?.slice(2) ?? ""), { op: 1 });
		assert.equal(other.seen[0]?.length, 1002);
	});

	it("should change bytes by default and keep the connection", async (context) => {
		const { server, seen, settle } = await openPair(context, { corruptNext: 1 });
		sendAll(server, '{"op":1}', '{"op":2}');
		await settle();
		assert.equal(seen.length, 2);
		assert.throws(() => void JSON.parse(seen[0]?.slice(2) ?? "{}"));
		assert.equal(seen[1], 't {"op":2}');
	});
});

describe("truncated frames", () => {
	it("should end the connection mid-message", async (context) => {
		const { server, client, seen } = await openPair(context, { truncateNext: 1 });
		const ended = endOf(client);
		sendAll(server, "message", "never");
		assert.equal((await ended)[0], 1006);
		assert.deepEqual(seen, []);
	});

	it("should hold the connection and keep reading if asked", async (context) => {
		const flags = { truncateNext: 1, truncateEnd: "hold" } as const;
		const { server, serverSide, stream, client, seen } = await openPair(context, flags);
		const { _socket: clientStream } = client as unknown as { readonly _socket: Socket };
		const came = once(clientStream, "data");
		sendAll(server, "12345678", "never");
		assert.equal(((await came)[0] as Buffer).toString("latin1"), "\x81\x081234");
		const written = stream.bytesWritten;
		client.ping();
		await once(serverSide, "ping");
		server.close(4000, "");
		assert.equal(stream.bytesWritten, written);
		assert.deepEqual([seen, client.readyState], [[], WebSocket.OPEN]);
	});
});

describe("fragments", () => {
	it("should arrive as complete messages", async (context) => {
		const { server, client, seen, settle } = await openPair(context, { fragment: 3 });
		const { _socket: stream } = client as unknown as { readonly _socket: Socket };
		const before = stream.bytesRead;
		sendAll(server, "\u00fc\u20ac\u{1f600}", Buffer.from("abcdef"), "", "abc");
		await settle();
		assert.deepEqual(seen, ["t \u00fc\u20ac\u{1f600}", "b abcdef", "t ", "t abc"]);
		// 9, 6, 0 and 3 bytes in 3, 2, 1 and 1 frames of 2 header bytes; the ping has 2
		assert.equal(stream.bytesRead - before, 18 + 7 * 2 + 2);
	});
});

describe("split messages", () => {
	it("should split only binary messages and count each piece", async (context) => {
		const { server, seen, settle } = await openPair(context, { splitSize: 2, dropNext: 1 });
		sendAll(server, Buffer.from("abcdefgh"), "text");
		await settle();
		assert.deepEqual(seen, ["b cd", "b efgh", "t text"]);
	});
});

describe("dribbled messages", () => {
	it("should arrive byte by byte before later messages", async (context) => {
		const { server, stream, client, clock, seen, set, settle } = await openPair(context, {
			dribbleSize: 2,
			dribbleInterval: 10,
		});
		const before = stream.bytesWritten;
		sendAll(server, "abc");
		set({ dribbleSize: 0 });
		sendAll(server, "next");
		server.ping();
		assert.equal(stream.bytesWritten - before, 2);
		clock.advance(10);
		// 2 bytes of header and 2 of the message
		assert.equal(stream.bytesWritten - before, 4);
		assert.equal(seen.length, 0);
		clock.advance(9);
		assert.equal(stream.bytesWritten - before, 4);
		client.once("ping", () => seen.push("ping"));
		clock.advance(1);
		await settle();
		assert.deepEqual(seen, ["t abc", "t next", "ping"]);
		assert.equal(clock.pending, 0);
	});

	it("should wait 50 ms between pieces by default", async (context) => {
		const { server, clock, seen, settle } = await openPair(context, { dribbleSize: 1 });
		sendAll(server, Buffer.from("abc"));
		clock.advance(199);
		assert.equal(clock.pending, 1);
		clock.advance(1);
		await settle();
		assert.deepEqual([seen, clock.pending], [["b abc"], 0]);
	});

	it("should not be interleaved with overtaking messages", async (context) => {
		const { server, clock, seen, set, settle } = await openPair(context, { dribbleSize: 1, reorder: true });
		sendAll(server, "abc");
		set({ dribbleSize: 0, jitter: 10 });
		sendAll(server, "d");
		clock.advance(1000);
		await settle();
		assert.deepEqual(seen, ["t abc", "t d"]);
	});

	it("should be truncated, held and closed like others", async (context) => {
		const cut = await openPair(context, { dribbleSize: 1, truncateNext: 1 });
		const ended = endOf(cut.client);
		sendAll(cut.server, "abcd", "never");
		cut.clock.advance(1000);
		assert.deepEqual([(await ended)[0], cut.seen], [1006, []]);
		const { server, client, clock, seen, set } = await openPair(context, { dribbleSize: 1, halfOpen: true });
		sendAll(server, "abc");
		server.close(4000, "bye");
		clock.advance(1000);
		assert.deepEqual([seen, clock.pending], [[], 0]);
		set({ halfOpen: false });
		const closed = endOf(client);
		clock.advance(1000);
		assert.deepEqual([(await closed)[0], seen], [4000, ["t abc"]]);
	});

	it("should leave no timer after the client is gone", async (context) => {
		const { server, serverSide, client, clock } = await openPair(context, { dribbleSize: 1 });
		sendAll(server, "abc");
		client.terminate();
		await once(serverSide, "close");
		assert.equal(clock.pending, 0);
	});
});

describe("a limit on queued bytes", () => {
	for (const flags of [{ halfOpen: true }, { latency: 3_600_000 }, { dribbleSize: 1 }] as const) {
		it(`should reset a client that receives nothing for ${Object.keys(flags).join()}`, async (context) => {
			const { server, serverSide, client, clock } = await openPair(context, { ...flags, waitLimit: 1000 });
			const ended = endOf(client);
			const closed = endOf(serverSide);
			let count = 0;
			for (; server.isOpen; count += 1) sendAll(server, "x".repeat(100));
			// bytes of payloads and headers, plus the message that did not fit
			assert.ok(count >= 10 && count <= 12, `${count} messages`);
			assert.deepEqual([(await ended)[0], (await closed)[0], clock.pending], [1006, 1006, 0]);
		});
	}

	it("should include bytes queued behind a slow message", async (context) => {
		const { server, client, set } = await openPair(context, { dribbleSize: 1, waitLimit: 1000 });
		const ended = endOf(client);
		sendAll(server, "slow");
		set({ dribbleSize: 0 });
		let count = 0;
		for (; server.isOpen; count += 1) sendAll(server, "x".repeat(100));
		assert.ok(count >= 9 && count <= 11, `${count} messages`);
		assert.equal((await ended)[0], 1006);
	});

	it("should include unread bytes without any flag", async (context) => {
		const { server, serverSide, client, clear } = await openPair(context);
		clear();
		client.pause();
		const message = Buffer.alloc(2 ** 20);
		let size = 0;
		for (; server.isOpen && size < 2 ** 28; size += message.length) sendAll(server, message);
		assert.equal((await endOf(serverSide))[0], 1006);
		// 64 MiB here, plus the kernel's buffers
		assert.ok(size > 2 ** 26 && size < 2 ** 27, `${size} bytes`);
	});

	it("should not apply to a client that keeps reading", async (context) => {
		const { server, seen, settle } = await openPair(context, { waitLimit: 1 });
		sendAll(server, "x".repeat(2 ** 20));
		await settle();
		sendAll(server, "b");
		await settle();
		assert.deepEqual([seen[0]?.length, seen[1]], [2 ** 20 + 2, "t b"]);
	});
});

describe("a FIN", () => {
	it("should end the connection without close frame or reset", async (context) => {
		const { server, serverSide, stream, client, clock } = await openPair(context, { dropKind: "fin" });
		const { _socket: clientStream } = client as unknown as { readonly _socket: Socket };
		let didFinish = false;
		clientStream.once("end", () => (didFinish = true));
		const closed = endOf(serverSide);
		const ended = endOf(client);
		server.reset();
		assert.equal(server.isOpen, false);
		assert.deepEqual([await ended, (await closed)[0], didFinish], [[1006, undefined], 1006, true]);
		assert.deepEqual([clock.pending, stream.destroyed], [0, true]);
	});

	it("should be noticed by a stalled reader", async (context) => {
		const { server, serverSide, client } = await openPair(context, { dropKind: "fin", stallReads: true });
		const closed = endOf(serverSide);
		const ended = endOf(client);
		server.reset();
		assert.deepEqual([(await ended)[0], (await closed)[0]], [1006, 1006]);
	});

	it("should end the connection if the client does not answer", async (context) => {
		const { server, serverSide, client, clock } = await openPair(context, { dropKind: "fin" });
		client.pause();
		const closed = endOf(serverSide);
		server.reset();
		clock.advance(4999);
		assert.equal(clock.pending, 1);
		clock.advance(1);
		assert.equal((await closed)[0], 1006);
	});
});

describe("a stalled reader", () => {
	it("should keep sending while unread bytes pile up", async (context) => {
		const { server, client, seen, set, settle } = await openPair(context, { stallReads: true });
		const { _socket: stream } = client as unknown as { readonly _socket: Socket };
		let pongs = 0;
		client.on("pong", () => (pongs += 1));
		client.ping();
		// more than the kernel buffers for both sides
		client.send(Buffer.alloc(32 * 2 ** 20));
		sendAll(server, "a");
		await settle();
		assert.deepEqual([seen, pongs], [["t a"], 0]);
		assert.ok(client.bufferedAmount > 0 && stream.writableNeedDrain, "client could send everything");
		set({ stallReads: false });
		await once(client, "pong");
		client.ping();
		await once(client, "pong");
		assert.equal(client.bufferedAmount, 0);
	});
});

describe("a half-open connection", () => {
	it("should neither read nor send until it recovers", async (context) => {
		const { server, client, clock, seen, set, settle } = await openPair(context, { halfOpen: true });
		client.on("pong", () => seen.push("pong"));
		client.ping();
		sendAll(server, "a");
		server.ping();
		clock.advance(3_600_000);
		await settle();
		assert.deepEqual([seen, client.readyState, clock.pending], [[], WebSocket.OPEN, 0]);
		set({ halfOpen: false });
		clock.advance(0);
		await once(client, "pong");
		assert.deepEqual(seen, ["t a", "pong"]);
	});

	it("should hold the close frame too", async (context) => {
		const { server, client, clock, clear, settle } = await openPair(context, { halfOpen: true });
		const ended = endOf(client);
		server.close(4009, "");
		await settle();
		assert.equal(client.readyState, WebSocket.OPEN);
		clear();
		clock.advance(0);
		assert.equal((await ended)[0], 4009);
	});
});

describe("a late close answer", () => {
	it("should delay only replies to a client's close", async (context) => {
		const { stream, client, clock, settle } = await openPair(context, { closeDelay: 5000 });
		client.close(4000, "bye");
		await once(stream, "data");
		await settle();
		assert.equal(client.readyState, WebSocket.CLOSING);
		const ended = endOf(client);
		clock.advance(5000);
		assert.equal((await ended)[0], 4000);
		const other = await openPair(context, { closeDelay: 5000 });
		const closed = endOf(other.client);
		other.server.close(4001, "");
		assert.equal((await closed)[0], 4001);
	});
});
