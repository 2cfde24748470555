/** No input from a client of the main gateway may end the process or disturb another client. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { startServer } from "../support/fixtures.ts";
import { connectMain, eventsOf, IDENTIFY, identifyMain, settleMain, startMain } from "../support/mainFixtures.ts";
import { TestClient } from "../support/TestClient.ts";
import { decodeEtf, encodeEtf } from "../encoding/etf.ts";
import { Intent } from "../intents/index.ts";

const presenceOf = (activities: unknown) => ({ since: null, activities, status: "online", afk: false });

/** Arrays in arrays. */
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

/** By hand: a message, and the expected close code. */
const MESSAGES: ReadonlyArray<readonly [name: string, message: string | Buffer, code: number]> = [
	["nothing", "", 4002],
	["half an object", '{"op":', 4002],
	["an object without op", "{}", 4002],
	["an op that is huge", '{"op":1e308}', 4001],
	["an op with a fraction", '{"op":1.5}', 4002],
	["an op in a prototype", '{"__proto__":{"op":1}}', 4002],
	["noise as binary message", Buffer.from([131, 0, 254, 1]), 4002],
	["200000 nested arrays", nested(200_000), 4002],
	["2000 nested arrays", `{"op":1,"d":${nested(2000)}}`, 4002],
	["4097 bytes", `{"op":1,"d":null,"x":"${"x".repeat(4097 - 24)}"}`, 4002],
	["20 MB of text", "x".repeat(20 * 2 ** 20), 1009],
];

describe("a hostile client of the main gateway", () => {
	for (const [name, message, code] of MESSAGES) {
		it(`should be closed with ${code} for ${name} without effect on others`, async (context) => {
			const { server, client, events } = await startMain(context);
			const hostile = await connectMain(server);
			hostile.sendRaw(message);
			await hostile.ended;
			const closed = events.find((event) => event.kind === "closed");
			assert.deepEqual([closed?.code, closed?.by, closed?.gateway], [code, "server", "main"]);
			client.send(1, null);
			assert.deepEqual(await client.settle(), [{ t: null, s: null, op: 11, d: null }]);
		});
	}

	it("should be allowed to send 4096 bytes", async (context) => {
		const { client } = await startMain(context);
		const message = `{"op":1,"d":null,"x":"${"x".repeat(4096 - 24)}"}`;
		assert.equal(message.length, 4096);
		client.sendRaw(message);
		assert.deepEqual(await client.settle(), [{ t: null, s: null, op: 11, d: null }]);
	});

	/** A client that speaks ETF, and one that speaks JSON and sees presences. */
	async function startBoth(context: TestContext) {
		const { server, clock, logs } = await startServer(context);
		const etf = await TestClient.open(server.url, "/?v=10&encoding=etf");
		etf.sendRaw(encodeEtf({ op: 2, d: { ...IDENTIFY, intents: Intent.GuildPresences } }));
		await etf.take(2);
		clock.advance(5000);
		const json = await identifyMain(server, { intents: Intent.GuildPresences });
		return { server, logs, etf, json: json.client };
	}

	it("should not break others with an oversized integer", async (context) => {
		const { etf, json } = await startBoth(context);
		etf.sendRaw(encodeEtf({ op: 3, d: presenceOf([{ id: 2n ** 63n }]) }));
		await etf.settle();
		const [event] = await settleMain(json);
		assert.deepEqual((event?.d as { activities: unknown }).activities, [{ id: "9223372036854775808" }]);
	});

	it("should not break others with nesting too deep for ETF", async (context) => {
		const { etf, json, logs } = await startBoth(context);
		json.sendRaw(`{"op":3,"d":${JSON.stringify(presenceOf("?")).replace('"?"', nested(98))}}`);
		assert.deepEqual(eventsOf(await settleMain(json)), ["PRESENCE_UPDATE"]);
		const [event] = (await etf.settle()) as ReadonlyArray<Buffer>;
		assert.equal((decodeEtf(event!) as { t: string }).t, "PRESENCE_UPDATE");
		json.sendRaw(`{"op":3,"d":${JSON.stringify(presenceOf("?")).replace('"?"', nested(99))}}`);
		assert.equal((await json.ended).code, 4002);
		assert.deepEqual([await etf.settle(), logs], [[], []]);
	});

	it("should be the only one closed after a server error", async (context) => {
		const { server, logs } = await startServer(context, {
			random: () => {
				throw new RangeError("no luck");
			},
		});
		const client = await connectMain(server);
		client.send(2, IDENTIFY);
		assert.deepEqual(await client.ended, { code: 4000, reason: "op 2 failed" });
		assert.deepEqual(logs, ["op 2 failed: RangeError"]);
		assert.equal((await connectMain(server)).socket.readyState, client.socket.OPEN);
	});
});
