/** No client input may end the process or disturb another client. */

import assert from "node:assert/strict";
import { connect as connectTcp, type Socket } from "node:net";
import { once } from "node:events";
import { describe, it } from "node:test";
import { deflateSync } from "node:zlib";
import { WebSocket } from "ws";
import { ALICE, BOB, connect, identifyOf, join, startServer } from "./support/fixtures.ts";
import { identifyMain } from "./support/mainFixtures.ts";
import type { GatewayServer } from "./GatewayServer.ts";

/** By hand: a message, and the expected close code. */
const MESSAGES: ReadonlyArray<readonly [name: string, message: string | Buffer, code: number]> = [
	["nothing", "", 4002],
	["half an object", '{"op":', 4002],
	["an object without op", "{}", 4002],
	["an op that is text", '{"op":"0"}', 4002],
	["an op that is huge", '{"op":1e308}', 4001],
	["an op that is a prototype's", '{"op":0,"__proto__":{"d":{}}}', 4002],
	["an empty binary message", Buffer.alloc(0), 4002],
	["a brace as binary message", Buffer.from("{"), 4002],
	["200000 nested arrays", `{"op":0,"d":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, 4002],
];

/** Dialects of a client, by the query of its handshake. */
const DIALECTS: Readonly<Record<string, string>> = {
	voice: "/?v=8",
	"JSON on the main gateway": "/?v=10&encoding=json",
	"JSON under zlib-stream": "/?v=10&encoding=json&compress=zlib-stream",
	"ETF on the main gateway": "/?v=10&encoding=etf",
	"ETF under zlib-stream": "/?v=10&encoding=etf&compress=zlib-stream",
};

const LARGE = 20 * 2 ** 20;

/** ETF by hand: version, then nested lists of one element (tag, length). */
const nestedEtf = (depth: number): Buffer =>
	Buffer.concat([Buffer.from([131]), ...Array.from({ length: depth }, () => Buffer.from([108, 0, 0, 0, 1]))]);

/** ETF by hand: version, tag of a compressed term, its size, and zeros of that size. */
const compressedEtf = (size: number): Buffer =>
	Buffer.concat([
		Buffer.from([131, 80, 0, size >> 16, (size >> 8) & 255, size & 255]),
		deflateSync(Buffer.alloc(size)),
	]);

type Send = (socket: WebSocket) => void;

const sending =
	(data: string | Buffer, binary = typeof data !== "string"): Send =>
	(socket) =>
		socket.send(data, { binary });

/** By hand: input, and the expected close code in every dialect. */
const ATTACKS: ReadonlyArray<readonly [name: string, send: Send, code: number]> = [
	["null", sending("null"), 4002],
	["an array", sending("[]"), 4002],
	["a number", sending("1"), 4002],
	["a string", sending('"op"'), 4002],
	["true", sending("true"), 4002],
	["null in ETF", sending(Buffer.from([131, 119, 3, 110, 105, 108])), 4002],
	["an array in ETF", sending(Buffer.from([131, 106])), 4002],
	["a number in ETF", sending(Buffer.from([131, 97, 1])), 4002],
	["noise", sending(Buffer.from([255, 0, 254, 1])), 4002],
	["2000 nested arrays", sending("[".repeat(2000) + "]".repeat(2000)), 4002],
	["200000 open arrays", sending("[".repeat(200_000)), 4002],
	["800 nested arrays in ETF", sending(nestedEtf(800)), 4002],
	["200000 nested arrays in ETF", sending(nestedEtf(200_000)), 4002],
	["3 MB in a compressed term", sending(compressedEtf(3_000_000)), 4002],
	["text that is not UTF-8", sending(Buffer.from([0xc3, 0x28]), false), 1007],
	["20 MB of text", sending("x".repeat(LARGE)), 1009],
	["20 MB of bytes", sending(Buffer.alloc(LARGE)), 1009],
	[
		"a message in 20000 fragments",
		(socket) => {
			for (let count = 0; count < 20_000; count += 1) socket.send("x", { fin: false });
		},
		1008,
	],
	[
		"a frame that breaks the protocol",
		(socket) => {
			const { _socket: stream } = socket as unknown as { readonly _socket: Socket };
			stream.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
		},
		1002,
	],
];

for (const [dialect, query] of Object.entries(DIALECTS)) {
	describe(`a hostile client that speaks ${dialect}`, () => {
		for (const [name, send, code] of ATTACKS) {
			it(`should be closed with ${code} for ${name} without effect on others`, async (context) => {
				const { server, events, logs } = await startServer(context);
				const client = new WebSocket(server.url + query);
				client.on("error", () => {}); // a reset while it is still sending; `close` follows
				await once(client, "message");
				send(client);
				const [seen] = (await once(client, "close")) as [number];
				// it may notice the reset before it reads the close frame
				assert.ok(seen === code || (code < 4000 && seen === 1006), `closed with ${seen}`);
				const closed = events.find((event) => event.kind === "closed");
				assert.deepEqual([closed?.code, closed?.by, logs], [code, "server", []]);
				await assertAlive(server);
				const { client: other } = await identifyMain(server);
				other.send(1, null);
				assert.deepEqual(await other.settle(), [{ t: null, s: null, op: 11, d: null }]);
			});
		}
	});
}

async function assertAlive(server: GatewayServer): Promise<void> {
	const client = await join(server, BOB);
	client.send(3, { t: 1 });
	assert.deepEqual((await client.settle()).at(-1), { op: 6, d: { t: 1 } });
}

describe("a hostile client of the voice gateway", () => {
	for (const [name, message, code] of MESSAGES) {
		it(`should be closed with ${code} for ${name}`, async (context) => {
			const { server, events } = await startServer(context);
			const client = await connect(server);
			client.sendRaw(message);
			const { code: seen } = await client.ended;
			assert.equal(seen, code);
			const closed = events.find((event) => event.kind === "closed");
			assert.deepEqual([closed?.code, closed?.by], [code, "server"]);
			await assertAlive(server);
		});
	}

	it("should be refused without a WebSocket handshake", async (context) => {
		const { server } = await startServer(context);
		assert.equal((await fetch(server.url.replace("ws:", "http:"))).status, 426);
		const raw = connectTcp(Number(new URL(server.url).port), "127.0.0.1");
		raw.end("GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
		raw.resume();
		await once(raw, "close");
		await assertAlive(server);
	});

	it("should be ignored for control messages in binary frames", async (context) => {
		const { server, events } = await startServer(context);
		const client = await connect(server);
		client.sendRaw(Buffer.from(JSON.stringify({ op: 0, d: identifyOf(ALICE) })));
		assert.deepEqual(await client.settle(), []);
		assert.equal(server.totals.dropped, 1);
		assert.deepEqual(events.at(-1), { kind: "dropped", connection: 1, reason: "op 0 was sent as a binary frame" });
	});

	it("should not inflate the records of its session", async (context) => {
		const { server } = await startServer(context, { recordSize: 3 });
		const client = await join(server);
		client.send(5, { speaking: 1, ssrc: 1, pad: "x".repeat(5000) });
		client.sendRaw(Buffer.concat([Buffer.from([26]), Buffer.alloc(3, 255)]));
		client.sendRaw(`{"op":5,"d":{"speaking":1,"ssrc":1,"pad":${"[".repeat(2000)}${"]".repeat(2000)}}}`);
		await client.settle();
		const records = server.received(ALICE.sessionId);
		assert.equal(records.length, 3);
		assert.match(String(records[0]?.d), /^\[\d+ bytes\]$/);
		assert.deepEqual(records[1], { at: 0, kind: "binary", op: 26, d: "////" });
		assert.ok(JSON.stringify(records).length < 10_000);
	});
});
