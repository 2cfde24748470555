/** Nothing that a client sends may end the process or disturb another client. */

import assert from "node:assert/strict";
import { connect as connectTcp } from "node:net";
import { once } from "node:events";
import { describe, it } from "node:test";
import { ALICE, BOB, connect, identifyOf, join, startServer } from "../support/fixtures.ts";
import type { GatewayServer } from "./GatewayServer.ts";

/** By hand: a message, and the code that it is closed with. */
const MESSAGES: ReadonlyArray<readonly [name: string, message: string | Buffer, code: number]> = [
	["nothing", "", 4002],
	["null", "null", 4002],
	["an array", "[]", 4002],
	["a number", "1", 4002],
	["half an object", '{"op":', 4002],
	["an object without op", "{}", 4002],
	["an op that is text", '{"op":"0"}', 4002],
	["an op that is huge", '{"op":1e308}', 4001],
	["an op that is a prototype's", '{"op":0,"__proto__":{"d":{}}}', 4002],
	["an empty binary message", Buffer.alloc(0), 4002],
	["a brace as binary message", Buffer.from("{"), 4002],
	["noise as binary message", Buffer.from([255, 0, 254, 1]), 4002],
	["200000 nested arrays", `{"op":0,"d":${"[".repeat(200_000)}${"]".repeat(200_000)}}`, 4002],
	["200000 open arrays", "[".repeat(200_000), 4002],
	["20 MB of text", "x".repeat(20 * 2 ** 20), 1009],
	["20 MB of bytes", Buffer.alloc(20 * 2 ** 20), 1009],
];

async function assertAlive(server: GatewayServer): Promise<void> {
	const client = await join(server, BOB);
	client.send(3, { t: 1 });
	assert.deepEqual((await client.settle()).at(-1), { op: 6, d: { t: 1 } });
}

describe("a hostile client", () => {
	for (const [name, message, code] of MESSAGES) {
		it(`should be closed with ${code} for ${name}`, async (context) => {
			const { server, events } = await startServer(context);
			const client = await connect(server);
			client.sendRaw(message);
			const { code: seen } = await client.ended;
			// the client of ws may learn of the reset before it reads the close frame, while it still sends
			assert.ok(seen === code || (code === 1009 && seen === 1006), `closed with ${seen}`);
			const closed = events.find((event) => event.kind === "closed");
			assert.deepEqual([closed?.code, closed?.by], [code, "server"]);
			await assertAlive(server);
		});
	}

	it("should be closed with 1007 for text that is not UTF-8", async (context) => {
		const { server } = await startServer(context);
		const client = await connect(server);
		client.socket.send(Buffer.from([0xc3, 0x28]), { binary: false });
		assert.equal((await client.ended).code, 1007);
		await assertAlive(server);
	});

	it("should be closed with 1002 for a frame that breaks the protocol", async (context) => {
		const { server, events } = await startServer(context);
		const raw = connectTcp(Number(new URL(server.url).port), "127.0.0.1");
		raw.write(
			"GET /?v=8 HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
				"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n",
		);
		await once(raw, "data");
		raw.write(Buffer.from([0xff, 0xff, 0xff, 0xff]));
		raw.resume();
		await once(raw, "end");
		raw.destroy();
		const closed = events.find((event) => event.kind === "closed");
		assert.deepEqual([closed?.code, closed?.by], [1002, "server"]);
		await assertAlive(server);
	});

	it("should be refused without a WebSocket handshake", async (context) => {
		const { server } = await startServer(context);
		assert.equal((await fetch(server.url.replace("ws:", "http:"))).status, 426);
		const raw = connectTcp(Number(new URL(server.url).port), "127.0.0.1");
		raw.end("GET / HTTP/1.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
		raw.resume();
		await once(raw, "close");
		await assertAlive(server);
	});

	it("should see control messages in binary frames dropped, as Discord does", async (context) => {
		const { server, events } = await startServer(context);
		const client = await connect(server);
		client.sendRaw(Buffer.from(JSON.stringify({ op: 0, d: identifyOf(ALICE) })));
		assert.deepEqual(await client.settle(), []);
		assert.equal(server.totals.dropped, 1);
		assert.deepEqual(events.at(-1), { kind: "dropped", connection: 1, reason: "op 0 came as a binary frame" });
	});

	it("should not swell the records of its session", async (context) => {
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
