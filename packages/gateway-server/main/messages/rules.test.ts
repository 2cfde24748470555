import assert from "node:assert/strict";
import { describe, test, type TestContext } from "node:test";
import { startServer } from "../../support/fixtures.ts";
import { TOKEN } from "../../support/mainFixtures.ts";
import { TestClient } from "../../support/TestClient.ts";
import type { GatewayServerOptions } from "../../options.ts";

const QUERY = "/?v=10&encoding=json";
const PROPERTIES = { os: "linux", browser: "test", device: "test" };
const IDENTIFY = { token: TOKEN, intents: 1, properties: PROPERTIES };

async function connect(context: TestContext, options: GatewayServerOptions = {}) {
	const fixture = await startServer(context, options);
	const client = await TestClient.open(fixture.server.url, QUERY);
	return { ...fixture, client };
}

/** Connects and identifies. Returns the session id too. */
async function identified(context: TestContext, d: object = IDENTIFY, options: GatewayServerOptions = {}) {
	const connected = await connect(context, options);
	connected.client.send(2, d);
	const [, ready] = (await connected.client.take(2)) as ReadonlyArray<{ d: { session_id: string } }>;
	await connected.client.settle();
	assert.ok(ready !== undefined);
	return { ...connected, sessionId: ready.d.session_id };
}

/** By hand, from the table of close codes: a client message before Identify, and the expected code. */
const BEFORE: ReadonlyArray<readonly [name: string, message: string | Buffer, code: number]> = [
	["text that is not JSON", "{", 4002],
	["null", "null", 4002],
	["an array", "[]", 4002],
	["a number", "1", 4002],
	["a binary frame that is not JSON", Buffer.from([131, 106]), 4002],
	["an opcode that is text", '{"op":"2"}', 4002],
	["an unknown opcode", '{"op":99}', 4001],
	["an opcode of the server", '{"op":10}', 4001],
	["a presence", '{"op":3,"d":{"since":null,"activities":[],"status":"online","afk":false}}', 4003],
	["a voice state", '{"op":4,"d":{"guild_id":"1","channel_id":null,"self_mute":false,"self_deaf":false}}', 4003],
	["a member request", '{"op":8,"d":{"guild_id":"1","query":"","limit":0}}', 4003],
	["a wrong token", JSON.stringify({ op: 2, d: { ...IDENTIFY, token: "wrong" } }), 4004],
	["an intent that never was", JSON.stringify({ op: 2, d: { ...IDENTIFY, intents: 2 ** 29 } }), 4013],
	["a negative intent", JSON.stringify({ op: 2, d: { ...IDENTIFY, intents: -1 } }), 4013],
	["no intents", JSON.stringify({ op: 2, d: { ...IDENTIFY, intents: undefined } }), 4013],
	["a shard out of range", JSON.stringify({ op: 2, d: { ...IDENTIFY, shard: [2, 2] } }), 4010],
	["more than 4096 bytes", JSON.stringify({ op: 1, d: null, pad: "x".repeat(4096) }), 4002],
];

describe("a client of the main gateway", () => {
	for (const [name, message, code] of BEFORE) {
		test(`should be closed with ${code} for ${name}`, async (context) => {
			const { client } = await connect(context);
			client.sendRaw(message);
			assert.equal((await client.ended).code, code);
		});
	}

	test("should be closed with 4005 for a second Identify", async (context) => {
		const { client } = await identified(context);
		client.send(2, IDENTIFY);
		assert.equal((await client.ended).code, 4005);
	});

	test("should be closed with 4014 for a disallowed privileged intent", async (context) => {
		const { client } = await connect(context, { privilegedIntents: 0 });
		client.send(2, { ...IDENTIFY, intents: 2 });
		assert.equal((await client.ended).code, 4014);
	});

	test("should be closed with 4008 for 121 messages a minute", async (context) => {
		const { client, clock } = await identified(context);
		for (let sent = 1; sent < 60; sent++) client.send(1, null);
		await client.settle();
		clock.advance(60_000);
		for (let sent = 0; sent < 120; sent++) client.send(1, null);
		await client.settle();
		client.send(1, null);
		assert.equal((await client.ended).code, 4008);
	});

	test("should be closed with 4007 for a Resume ahead of the server", async (context) => {
		const { server, client, sessionId } = await identified(context);
		client.socket.terminate();
		await client.ended;
		const second = await TestClient.open(server.url, QUERY);
		second.send(6, { token: TOKEN, session_id: sessionId, seq: 1000 });
		assert.equal((await second.ended).code, 4007);
	});
});

describe("dispatch", () => {
	/** Intents, event, data, and whether it arrives. By hand, from the list of intents. */
	const EVENTS: ReadonlyArray<readonly [intents: number, event: string, data: object, arrives: boolean]> = [
		[1 << 9, "MESSAGE_CREATE", { guild_id: "1", author: { id: "5" }, content: "hi" }, true],
		[1 << 9, "MESSAGE_CREATE", { author: { id: "5" }, content: "hi" }, false],
		[1 << 12, "MESSAGE_CREATE", { author: { id: "5" }, content: "hi" }, true],
		[1 << 7, "VOICE_STATE_UPDATE", { guild_id: "1", user_id: "5" }, true],
		[1 << 0, "VOICE_STATE_UPDATE", { guild_id: "1", user_id: "5" }, false],
		[0, "INTERACTION_CREATE", {}, true],
	];

	for (const [intents, event, data, arrives] of EVENTS) {
		test(`should ${arrives ? "" : "not "}send ${JSON.stringify(data)} of ${event} to intents ${intents}`, async (context) => {
			const { server, client, sessionId } = await identified(context, { ...IDENTIFY, intents });
			assert.equal(server.dispatchToSession(sessionId, event, data), arrives ? 1 : 0);
			const events = (await client.settle()) as ReadonlyArray<{ t?: string }>;
			assert.deepEqual(
				events.map(({ t }) => t),
				arrives ? [event] : [],
			);
		});
	}

	test("should empty message content without MESSAGE_CONTENT", async (context) => {
		const { server, client, sessionId } = await identified(context, { ...IDENTIFY, intents: 1 << 9 });
		server.dispatchToSession(sessionId, "MESSAGE_CREATE", {
			guild_id: "1",
			author: { id: "5" },
			content: "secret",
		});
		const [message] = (await client.settle()) as ReadonlyArray<{ d: { content: string } }>;
		assert.equal(message?.d.content, "");
	});
});

describe("GET /api/v10/gateway/bot", () => {
	test("should count down the Identifies, and require a token", async (context) => {
		const { server } = await identified(context, IDENTIFY, { sessionStartLimit: { total: 10 } });
		const url = `${server.url.replace("ws:", "http:")}/api/v10/gateway/bot`;
		assert.equal((await fetch(url)).status, 401);
		const response = await fetch(url, { headers: { authorization: `Bot ${TOKEN}` } });
		const body = (await response.json()) as {
			url: string;
			session_start_limit: { total: number; remaining: number };
		};
		assert.equal(body.url, server.url);
		assert.deepEqual([body.session_start_limit.total, body.session_start_limit.remaining], [10, 9]);
	});
});
