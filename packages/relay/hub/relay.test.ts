/** A relay with a bot on a real gateway server: dispatches and packets go in, segments come out. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { WebSocket } from "ws";
import { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { BOT, buildGuild, buildMember, IDS } from "../../gateway-server/main/fixtures/builders.ts";
import { DEFAULT_TOKEN } from "../../gateway-server/main/mainOptions.ts";
import { startRelay, TOKEN, type RelayFixture } from "../support/startRelay.ts";

const ANN = "123456789012345678";

async function startServer(context: TestContext): Promise<GatewayServer> {
	const members = [buildMember({ user: BOT }), buildMember()];
	const server = new GatewayServer({ guilds: [buildGuild({ members })], dave: "off" });
	await server.listen();
	context.after(() => server.terminate());
	return server;
}

function startBotRelay(context: TestContext, server: GatewayServer, more: object = {}): Promise<RelayFixture> {
	return startRelay(context, [server.endpoint], {
		RELAY_TOKENS: `game=${TOKEN}`,
		RELAY_BOTS: "main=bot",
		RELAY_SECRET_BOT: DEFAULT_TOKEN,
		RELAY_SECRET_HOSTS: `bot=${server.endpoint}`,
		RELAY_DISCORD_API: `http://${server.endpoint}/api/v10`,
		...more,
	});
}

/** Watches a room over `/v1/rooms`. @returns What the server sent so far. */
function watch(context: TestContext, url: string, room: object): { readonly texts: ReadonlyArray<string> } {
	const texts: Array<string> = [];
	const socket = new WebSocket(`${url.replace("http", "ws")}/v1/rooms`, {
		headers: { authorization: `Bearer ${TOKEN}` },
	});
	socket.on("open", () => socket.send(JSON.stringify({ op: "watch", id: 1, room })));
	socket.on("message", (data: Buffer) => texts.push(data.toString()));
	socket.on("error", () => {});
	context.after(() => socket.terminate());
	return { texts };
}

async function until(condition: () => boolean, what: () => unknown, limit = 8000): Promise<void> {
	for (let waited = 0; !condition(); waited += 20) {
		if (waited > limit) assert.fail(`waited ${limit} ms: ${JSON.stringify(what())}`);
		await delay(20);
	}
}

describe("a relay with a bot", () => {
	it("should tell who is in the channel, and take the seat", async (context) => {
		const server = await startServer(context);
		const { url, logs } = await startBotRelay(context, server);
		const { texts } = watch(context, url, { guild: IDS.guild, channel: IDS.voiceChannel });
		const has = (part: string): boolean => texts.some((text) => text.includes(part));
		await until(
			() => has('["w","live",""]'),
			() => [texts, logs],
		);
		server.channels.place(IDS.guild, ANN, IDS.voiceChannel, { name: "Ann" });
		await until(
			() => has(`"${ANN}"`),
			() => texts,
		);
		assert.ok(has("Ann"));
		assert.equal(
			logs.some((line) => line.includes(DEFAULT_TOKEN)),
			false,
		);
	});

	it("should refuse an unknown channel", async (context) => {
		const server = await startServer(context);
		const { url } = await startBotRelay(context, server);
		const { texts } = watch(context, url, { guild: IDS.guild, channel: "1" });
		await until(
			() => texts.some((text) => text.includes("channel_unknown")),
			() => texts,
		);
	});

	it("should resume with its state directory", async (context) => {
		const folder = mkdtempSync(join(tmpdir(), "relay-state-"));
		context.after(() => rmSync(folder, { recursive: true, force: true }));
		const server = await startServer(context);
		let identifies = 0;
		server.onEvent((event) => {
			if (event.kind === "identified" && "gateway" in event && event.gateway === "main") identifies += 1;
		});
		const first = await startBotRelay(context, server, { RELAY_STATE_DIR: folder });
		const room = { guild: IDS.guild, channel: IDS.voiceChannel };
		const before = watch(context, first.url, room);
		await until(
			() => before.texts.some((text) => text.includes('"live"')),
			() => [before.texts, first.logs],
		);
		server.channels.place(IDS.guild, ANN, IDS.voiceChannel, { name: "Ann" });
		await until(
			() => before.texts.some((text) => text.includes("Ann")),
			() => before.texts,
		);
		await first.relay.close();
		server.channels.place(IDS.guild, ANN, null, {});

		const second = await startBotRelay(context, server, { RELAY_STATE_DIR: folder });
		const after = watch(context, second.url, room);
		await until(
			() => after.texts.some((text) => text.includes('"live"')),
			() => [after.texts, second.logs],
		);
		assert.equal(identifies, 1);
		const last = JSON.stringify(after.texts);
		assert.ok(!last.includes("Ann") || last.includes(`[\\"x\\",\\"${ANN}\\"]`), last);
	});
});
