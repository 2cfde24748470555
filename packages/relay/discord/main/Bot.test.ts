/** A bot over a real network, against GatewayServer. */

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it, type TestContext } from "node:test";
import { pino } from "pino";
import { GatewayServer } from "../../../gateway-server/GatewayServer.ts";
import { buildToken } from "../../../gateway-server/main/fixtures/token.ts";
import type { GatewayServerOptions } from "../../../gateway-server/options.ts";
import { fastClock } from "../../../shared/support/fastClock.ts";
import { createTestBot } from "../../support/createTestBot.ts";
import type { Bot, BotCell } from "./Bot.ts";
import type { CellDispatch } from "./CellSession.ts";

/** A relay's bot, as one process has it. */
interface Relay {
	readonly bot: Bot;
	readonly cell: BotCell;
	/** Events in order: `NAME`, `gap`, `state KIND`. */
	readonly events: Array<string>;
	readonly dispatches: Array<CellDispatch>;
	/** Waits for an event, from the first on that no call has seen. */
	readonly until: (event: string) => Promise<void>;
}

interface Scene {
	readonly server: GatewayServer;
	/** ID of the bot's guild. */
	readonly guild: string;
	/** Whether a session is kept in the state directory. */
	readonly isKept: () => boolean;
	readonly logs: Array<string>;
	/** Identifies that reached the server. */
	readonly identifies: () => number;
	readonly start: (token?: string) => Promise<Relay>;
	readonly newBot: (token?: string) => Bot;
}

/** @param speed Of the clock, for what takes seconds. */
async function open(context: TestContext, options: GatewayServerOptions = {}, speed = 1): Promise<Scene> {
	const clock = fastClock(speed);
	const server = new GatewayServer({ now: clock.now, timers: clock, ...options });
	await server.listen();
	const folder = mkdtempSync(join(tmpdir(), "bot-"));
	const logs: Array<string> = [];
	const log = pino({ base: null }, { write: (line: string) => void logs.push(line) });
	const bots: Array<Bot> = [];
	const newBot = (token = buildToken(server.botUser.id)): Bot => {
		const bot = createTestBot({ clock, log, token, folder, endpoint: server.endpoint });
		bots.push(bot);
		return bot;
	};
	let identified = 0;
	server.onEvent((event) => {
		if (event.kind === "identified") identified += 1;
	});
	context.after(async () => {
		await Promise.all(bots.map((bot) => bot.close(false)));
		await server.close();
		rmSync(folder, { recursive: true, force: true });
	});
	const isKept = (): boolean => existsSync(join(folder, "main", `0-of-${options.shards ?? 1}`, "session.json"));
	const guild = server.guilds[0]?.id ?? "";
	return {
		server,
		guild,
		isKept,
		logs,
		identifies: () => identified,
		newBot,
		start: (token) => startRelay(newBot(token)),
	};
}

async function startRelay(bot: Bot): Promise<Relay> {
	const events: Array<string> = [];
	const dispatches: Array<CellDispatch> = [];
	let seen = 0;
	let wake = (): void => {};
	const note = (event: string): void => {
		events.push(event);
		wake();
	};
	const cell = await new Promise<BotCell>((resolve) => {
		bot.open(() =>
			resolve(
				bot.openCell(0, {
					onDispatch: (dispatch) => {
						dispatches.push(dispatch);
						note(dispatch.name);
					},
					onGap: () => note("gap"),
					onState: ({ kind }) => note(`state ${kind}`),
				}),
			),
		);
	});
	cell.session.open();
	const until = async (event: string): Promise<void> => {
		for (;;) {
			const index = events.indexOf(event, seen);
			if (index >= 0) {
				seen = index + 1;
				return;
			}
			await new Promise<void>((resolve) => (wake = resolve));
		}
	};
	return { bot, cell, events, dispatches, until };
}

/** The newest session that the server has. */
function sessionOf(server: GatewayServer): string {
	const id = server.mainSessionIds.at(-1);
	if (id === undefined) throw new Error("no session");
	return id;
}

describe("Bot against GatewayServer", { timeout: 120_000 }, () => {
	it("should open a session, and pass its guilds on", async (context) => {
		const { start, identifies, server, guild } = await open(context);
		const { until, cell, dispatches, bot, events } = await start();
		await until("GUILD_CREATE");
		assert.deepEqual(events, ["state ready", "READY", "GUILD_CREATE"]);
		assert.equal((dispatches.at(-1)?.d as { id: string }).id, guild);
		assert.deepEqual([cell.session.sessionId, cell.session.userId], [sessionOf(server), server.botUser.id]);
		assert.deepEqual([identifies(), bot.gate.left?.count, bot.problem], [1, 999, undefined]);
	});

	it("should resume after a lost connection, and miss nothing", async (context) => {
		const { start, server, identifies } = await open(context);
		const { until, dispatches, cell } = await start();
		await until("GUILD_CREATE");
		cell.session.acknowledge(2);
		const id = sessionOf(server);
		for (let event = 0; event < 3; event += 1) server.dispatchToSession(id, "TEST", { event });
		await until("TEST");
		server.dropSession(id);
		for (let event = 3; event < 6; event += 1) server.dispatchToSession(id, "TEST", { event });
		await until("RESUMED");
		const heard = dispatches.filter(({ name }) => name === "TEST").map(({ d }) => (d as { event: number }).event);
		assert.deepEqual([heard, identifies(), sessionOf(server)], [[0, 1, 2, 3, 4, 5], 1, id]);
		assert.ok(cell.session.counts.repeated >= 1);
	});

	it("should resume when Discord asks to reconnect", async (context) => {
		const { start, server, identifies } = await open(context);
		const { until } = await start();
		await until("READY");
		server.reconnect(sessionOf(server));
		await until("RESUMED");
		assert.equal(identifies(), 1);
	});

	it("should resume a session that was invalidated for a while", async (context) => {
		const { start, server, identifies } = await open(context, {}, 5);
		const { until } = await start();
		await until("READY");
		server.invalidateSession(sessionOf(server), { resumable: true });
		await until("RESUMED");
		assert.equal(identifies(), 1);
	});

	it("should begin a session after one that was invalidated", async (context) => {
		const { start, server, identifies } = await open(context, {}, 5);
		const { until, events } = await start();
		await until("GUILD_CREATE");
		server.invalidateSession(sessionOf(server));
		await until("READY");
		assert.deepEqual(events.slice(3), ["state connecting", "gap", "state ready", "READY"]);
		assert.equal(identifies(), 2);
	});

	it("should leave a server that stops answering, and resume", async (context) => {
		const { start, server, identifies } = await open(context, { heartbeatInterval: 2000 }, 5);
		const { until, events } = await start();
		await until("GUILD_CREATE");
		server.setControlFlags(sessionOf(server), { stopHeartbeatAcks: true });
		await until("state connecting");
		server.clearControlFlags(sessionOf(server));
		await until("RESUMED");
		assert.deepEqual([events.slice(3), identifies()], [["state connecting", "state ready", "RESUMED"], 1]);
	});

	for (const [code, reason] of [
		[4004, /^the bot token is wrong/],
		[4014, /a privileged intent is not enabled for the bot in the developer portal/],
	] as const) {
		it(`should stop at ${code}`, async (context) => {
			const { start, server } = await open(context);
			const { until, cell } = await start();
			await until("READY");
			server.disconnectSession(sessionOf(server), code);
			await until("state stopped");
			const { state } = cell.session;
			assert.match(state.kind === "stopped" ? state.reason : state.kind, reason);
		});
	}

	it("should say what is wrong with a token that Discord rejects", async (context) => {
		const { newBot, logs } = await open(context);
		const bot = newBot("wrong-token");
		bot.open(() => assert.fail());
		while (bot.problem?.isFinal !== true) await new Promise(setImmediate);
		assert.match(bot.problem.reason, /^the bot token is wrong.*; correct it and restart the relay$/);
		assert.ok(!logs.join("").includes("wrong-token"));
	});

	it("should resume after a restart, with the guilds that were kept", async (context) => {
		const { start, server, guild, identifies } = await open(context);
		const first = await start();
		await first.until("GUILD_CREATE");
		first.cell.guildChanged(guild, () => ({ name: "kept" }));
		first.cell.session.acknowledge(2);
		await first.bot.close(false);
		const id = sessionOf(server);
		server.dispatchToSession(id, "TEST", { event: 1 });
		const second = await start();
		await second.until("RESUMED");
		assert.deepEqual(second.cell.saved, { userId: server.botUser.id, guilds: [{ name: "kept" }] });
		assert.deepEqual(second.events, ["TEST", "state ready", "RESUMED"]);
		assert.deepEqual([identifies(), second.bot.gate.granted], [1, 0]);
	});

	it("should resume from what was written if it is killed", async (context) => {
		const { start, isKept, identifies } = await open(context);
		const first = await start();
		await first.until("GUILD_CREATE");
		while (!isKept()) await new Promise(setImmediate);
		// nothing is written any more
		first.cell.session.close(false);
		const second = await start();
		await second.until("RESUMED");
		assert.deepEqual(second.events, ["GUILD_CREATE", "state ready", "RESUMED"]);
		assert.equal(identifies(), 1);
	});

	it("should begin afresh if what was kept cannot be used", async (context) => {
		const { start, newBot, identifies } = await open(context, {}, 5);
		const first = await start();
		await first.until("READY");
		await first.bot.close(false);
		const bot = newBot();
		const names: Array<string> = [];
		await new Promise<void>((resolve) => {
			bot.open(() => {
				const cell = bot.openCell(0, {
					onDispatch: ({ name }) => {
						names.push(name);
						resolve();
					},
					onGap: () => names.push("gap"),
					onState: () => {},
				});
				cell.forget();
				cell.session.open();
			});
		});
		assert.deepEqual([names, identifies()], [["READY"], 2]);
	});

	it("should keep nothing of a session that it ends for good", async (context) => {
		const { start } = await open(context);
		const first = await start();
		await first.until("READY");
		await first.bot.close(true);
		const second = await start();
		assert.equal(second.cell.saved, undefined);
	});

	it("should have one cell for each shard", async (context) => {
		const { start, newBot } = await open(context, { shards: 2 });
		const { bot } = await start();
		assert.throws(() => bot.openCell(0, SILENT), /shard must be new, and from 0 to 1, got 0/);
		assert.throws(() => bot.openCell(2, SILENT), /got 2/);
		assert.throws(() => newBot().openCell(0, SILENT), /got 0/);
	});
});

const SILENT = { onDispatch: () => {}, onGap: () => {}, onState: () => {} };
