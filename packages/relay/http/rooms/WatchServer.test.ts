import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { describe, it, type TestContext } from "node:test";
import { WebSocket } from "ws";
import { FakeHub } from "../../support/FakeHub.ts";
import { startRelay, TOKEN } from "../../support/startRelay.ts";
import { ROOM } from "../../support/TestLink.ts";

const { guild, channel } = ROOM;
const AUTHORIZED = { authorization: `Bearer ${TOKEN}` };

async function start(context: TestContext, environment: Readonly<Record<string, string>> = {}) {
	const hub = new FakeHub();
	const fixture = await startRelay(context, [], { RELAY_TOKENS: `game=${TOKEN}`, ...environment }, { hub });
	const url = `${fixture.url.replace("http", "ws")}/v1/rooms`;
	/** Opens a WebSocket, and reads its messages one by one. */
	const connect = async (headers: Record<string, string> = AUTHORIZED) => {
		const socket = new WebSocket(url, { headers });
		const messages: Array<unknown> = [];
		let wake = (): void => {};
		socket.on("message", (data, isBinary) => {
			assert.ok(!isBinary);
			messages.push(JSON.parse((data as Buffer).toString()));
			wake();
		});
		await once(socket, "open");
		context.after(() => socket.terminate());
		const next = async (): Promise<unknown> => {
			while (messages.length === 0) await new Promise<void>((resolve) => (wake = resolve));
			return messages.shift();
		};
		return { socket, next, send: (text: unknown) => socket.send(JSON.stringify(text)) };
	};
	/** A handshake that is refused: status and code. */
	const refused = async (headers: Record<string, string>): Promise<readonly [number, string]> => {
		const upgrade = {
			connection: "upgrade",
			upgrade: "websocket",
			"sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
			"sec-websocket-version": "13",
		};
		const sent = request(`${fixture.url}/v1/rooms`, { headers: { ...upgrade, ...headers } }).end();
		const [response] = (await once(sent, "response")) as [IncomingMessage];
		const body = JSON.parse(Buffer.concat((await response.toArray()) as Array<Buffer>).toString()) as {
			error: { code: string };
		};
		return [response.statusCode ?? 0, body.error.code];
	};
	return { ...fixture, hub, connect, refused };
}

describe("/v1/rooms", () => {
	it("should watch a room, and stop", async (context) => {
		const { hub, connect } = await start(context);
		const { next, send } = await connect();
		send({ op: "watch", id: 1, room: { guild, channel } });
		while (hub.watches.length === 0) await new Promise(setImmediate);
		hub.last.open();
		assert.deepEqual(await next(), { id: 1, opened: ROOM });
		assert.deepEqual(await next(), { id: 1, segments: [[1, 1, "s", []]] });
		hub.join(ROOM, "5");
		assert.deepEqual(await next(), { id: 1, segments: [[1, 2, "d", [["m", "5", { name: '"5" é' }]]]] });
		send({ op: "stop", id: 1 });
		send({ op: "stop", id: 1 });
		assert.equal(((await next()) as { fault: { code: string } }).fault.code, "not_open");
		assert.equal(hub.active.length, 0);
	});

	it("should stop its watches when the client leaves", async (context) => {
		const { hub, connect } = await start(context);
		const { socket, send } = await connect();
		send({ op: "watch", id: 1, room: { guild, channel } });
		while (hub.active.length === 0) await new Promise(setImmediate);
		socket.terminate();
		while (hub.active.length > 0) await new Promise(setImmediate);
	});

	it("should drop a text above 4 kB with 1009", async (context) => {
		const { socket } = await (await start(context)).connect();
		socket.send("x".repeat(5000));
		assert.equal((await once(socket, "close"))[0], 1009);
	});

	it("should close with 1012 when the relay drains", async (context) => {
		const { relay, connect } = await start(context);
		const { socket } = await connect();
		const closed = once(socket, "close");
		await relay.drain();
		const [code, reason] = (await closed) as [number, Buffer];
		assert.deepEqual([code, reason.toString()], [1012, "relay is about to end"]);
	});

	it("should be limited like sockets of the token", async (context) => {
		const { connect, refused } = await start(context, { RELAY_SOCKETS_PER_TOKEN: "1" });
		const { socket } = await connect();
		assert.deepEqual(await refused(AUTHORIZED), [429, "rate_limited"]);
		socket.close();
		await once(socket, "close");
		while ((await refused({ ...AUTHORIZED, "sec-websocket-version": "1" }))[0] === 429)
			await new Promise(setImmediate);
		await connect();
	});

	/** By hand: handshakes that are refused. */
	const REFUSED: ReadonlyArray<
		readonly [name: string, environment: Record<string, string>, headers: Record<string, string>, number, string]
	> = [
		["no token", {}, {}, 401, "unauthorized"],
		["a wrong token", {}, { authorization: "Bearer wrong-token-of-game" }, 401, "unauthorized"],
		["no place", { RELAY_PLACES: "5" }, AUTHORIZED, 403, "place_not_allowed"],
		["a wrong place", { RELAY_PLACES: "5" }, { ...AUTHORIZED, "roblox-id": "6" }, 403, "place_not_allowed"],
		["another version", {}, { ...AUTHORIZED, "sec-websocket-version": "1" }, 400, "bad_request"],
		["another protocol", {}, { ...AUTHORIZED, upgrade: "h2c" }, 400, "bad_request"],
	];
	for (const [name, environment, headers, status, code] of REFUSED) {
		it(`should refuse ${name} with ${code}`, async (context) => {
			const { refused, call } = await start(context, environment);
			assert.deepEqual(await refused(headers), [status, code]);
			assert.match(
				String((await call("GET", "/metrics")).body),
				new RegExp(`route="/v1/rooms",status="${status}"`),
			);
		});
	}

	it("should accept a right place", async (context) => {
		const { connect } = await start(context, { RELAY_PLACES: "5" });
		await connect({ ...AUTHORIZED, "roblox-id": "5" });
	});

	it("should answer a plain request with 404", async (context) => {
		const { call } = await start(context);
		assert.equal((await call("GET", "/v1/rooms")).status, 404);
	});
});
