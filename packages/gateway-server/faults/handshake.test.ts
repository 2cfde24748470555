/** The effects of each handshake fault on a client, over real sockets. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { WebSocket } from "ws";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { answerHandshake, type HandshakeFaultKind } from "./handshake.ts";

interface Host {
	readonly port: number;
	readonly clock: FakeClock;
	/** Server side of the first upgrade. */
	readonly upgraded: Promise<Socket>;
}

/** Starts an HTTP server that answers every upgrade with this fault. It is closed with the test. */
async function startHost(context: TestContext, kind: HandshakeFaultKind): Promise<Host> {
	const clock = new FakeClock();
	const http = createServer().listen(0, "127.0.0.1");
	const upgraded = new Promise<Socket>((resolve) => {
		http.on("upgrade", (_request, socket) => {
			answerHandshake(kind, socket, clock);
			context.after(() => socket.destroy());
			resolve(socket as Socket);
		});
	});
	await once(http, "listening");
	context.after(() => http.close());
	return { port: (http.address() as AddressInfo).port, clock, upgraded };
}

/** Sends an upgrade request by hand. The connection is closed with the test. */
async function upgradeRaw(context: TestContext, port: number): Promise<Socket> {
	const raw = connect(port, "127.0.0.1");
	context.after(() => raw.destroy());
	await once(raw, "connect");
	raw.write("GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
	return raw;
}

/** By hand from RFC 9110: kind, status line, and Retry-After if any. */
const REFUSALS: ReadonlyArray<readonly [HandshakeFaultKind, number, string, string | undefined]> = [
	["401", 401, "Unauthorized", undefined],
	["403", 403, "Forbidden", undefined],
	["429", 429, "Too Many Requests", "1"],
	["500", 500, "Internal Server Error", undefined],
	["502", 502, "Bad Gateway", undefined],
	["503", 503, "Service Unavailable", undefined],
];

describe("answerHandshake", () => {
	for (const [kind, status, text, retryAfter] of REFUSALS) {
		it(`should reject with ${status} and end the connection`, async (context) => {
			const { port } = await startHost(context, kind);
			const client = new WebSocket(`ws://127.0.0.1:${port}`);
			const [request, response] = await new Promise<readonly [{ destroy(): void }, IncomingMessage]>(
				(resolve) => {
					client.once("unexpected-response", (sent, answer) => resolve([sent, answer]));
				},
			);
			assert.deepEqual([response.statusCode, response.statusMessage], [status, text]);
			assert.equal(response.headers["retry-after"], retryAfter);
			response.resume();
			await once(response, "end");
			request.destroy();
		});
	}

	it("should accept a key that the client did not send", async (context) => {
		const { port } = await startHost(context, "wrongAccept");
		const client = new WebSocket(`ws://127.0.0.1:${port}`);
		const error = await new Promise<Error>((resolve) => client.once("error", resolve));
		assert.match(error.message, /Invalid Sec-WebSocket-Accept header/);
	});

	it("should stay silent without closing", async (context) => {
		const { port, clock, upgraded } = await startHost(context, "silent");
		await upgradeRaw(context, port);
		const socket = await upgraded;
		clock.advance(3_600_000);
		assert.deepEqual([socket.bytesWritten, socket.destroyed, clock.pending], [0, false, 0]);
	});

	it("should send a byte every 50 ms without end", async (context) => {
		const { port, clock, upgraded } = await startHost(context, "slow");
		const raw = await upgradeRaw(context, port);
		const socket = await upgraded;
		clock.advance(49);
		assert.equal(socket.bytesWritten, 0);
		clock.advance(1);
		assert.equal(((await once(raw, "data")) as [Buffer])[0].toString(), "H");
		clock.advance(50 * 200);
		let text = "H";
		while (text.length < 201) text += ((await once(raw, "data")) as [Buffer])[0].toString();
		assert.match(text, /^HTTP\/1\.1 101 Switching Protocols\r\n(.+\r\n)+X-Slow: x+$/);
		raw.destroy();
		await once(socket, "close");
		assert.equal(clock.pending, 0);
	});

	it("should survive a client that disconnects", async (context) => {
		for (const kind of ["silent", "slow", "wrongAccept", "503"] as const) {
			const { port, clock, upgraded } = await startHost(context, kind);
			const raw = await upgradeRaw(context, port);
			const socket = await upgraded;
			const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
			raw.resetAndDestroy();
			clock.advance(100);
			await closed;
			assert.equal(clock.pending, 0);
		}
	});
});
