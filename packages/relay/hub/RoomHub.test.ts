/** Bots and their shards: which cell a watch reaches, and what it is told before Discord has answered. */

import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { pino } from "pino";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import type { WatchEnd } from "../room/Hub.ts";
import { FakeCellSession } from "../support/FakeCellSession.ts";
import { BotCells, type BotSource } from "./BotCells.ts";
import { HubCell } from "./HubCell.ts";
import { RoomHub } from "./RoomHub.ts";
import { Terms } from "./Terms.ts";

/** `id >> 22` is even for the first, and odd for the second. */
const [GUILD_OF_SHARD_0, GUILD_OF_SHARD_1] = [String(2 ** 23), String(2 ** 22)];

class FakeBot implements BotSource {
	public readonly name = "main";
	public problem: BotSource["problem"] = { reason: "HTTP 500", isFinal: false };
	public readonly gate = { left: { count: 990, total: 1000 } };
	public readonly closes: Array<boolean> = [];
	public onShards: (count: number) => void = () => {};

	public open(onShards: (count: number) => void): void {
		this.onShards = onShards;
	}

	public async close(isFinal: boolean): Promise<void> {
		this.closes.push(isFinal);
	}
}

describe("RoomHub", () => {
	let clock: FakeClock;
	let bot: FakeBot;
	let hub: RoomHub;
	let sessions: Array<FakeCellSession>;

	beforeEach(() => {
		clock = new FakeClock();
		bot = new FakeBot();
		sessions = [];
		const createCell = (shard: number): HubCell =>
			new HubCell({
				bot: "main",
				shard,
				clock,
				log: pino({ level: "silent" }),
				terms: new Terms(() => 0),
				perMin: 60,
				openSession: (events) => (sessions[shard] = new FakeCellSession(events)),
				openSeatSession: () => ({ close: () => {}, setDeafened: () => {} }),
				canHear: () => true,
				onGuild: () => {},
			});
		hub = new RoomHub([new BotCells(bot, createCell, clock)]);
		hub.open();
	});

	const watch = async (guild: string, name = "main"): Promise<{ opened: number; ends: Array<WatchEnd> }> => {
		const told = { opened: 0, ends: new Array<WatchEnd>() };
		hub.watch(
			{ key: { bot: name, guild }, wantsSeat: false },
			{ onOpen: () => (told.opened += 1), onNews: () => {}, onEnd: (end) => told.ends.push(end) },
		);
		await Promise.resolve();
		return told;
	};
	const load = (shard: number, guild: string): void => {
		sessions[shard]?.ready([guild]);
		sessions[shard]?.dispatch("GUILD_CREATE", { id: guild, channels: [], voice_states: [] });
	};

	it("should let watches wait for the number of shards", async () => {
		const told = await watch(GUILD_OF_SHARD_1);
		bot.onShards(2);
		await Promise.resolve();
		load(1, GUILD_OF_SHARD_1);
		assert.equal(told.opened, 1);
		assert.deepEqual(told.ends, []);
	});

	it("should send each watch to the shard of its guild", async () => {
		bot.onShards(2);
		load(0, GUILD_OF_SHARD_0);
		load(1, GUILD_OF_SHARD_1);
		assert.equal((await watch(GUILD_OF_SHARD_0)).opened, 1);
		assert.equal((await watch(GUILD_OF_SHARD_1)).opened, 1);
		assert.deepEqual(
			hub.report().rooms.map(({ key }) => key.guild),
			[GUILD_OF_SHARD_0, GUILD_OF_SHARD_1],
		);
	});

	it("should end a watch after 10 s without an answer", async () => {
		const told = await watch(GUILD_OF_SHARD_0);
		clock.advance(10_000);
		assert.deepEqual(
			told.ends.map(({ code, message }) => [code, message]),
			[["discord_unreachable", "the relay waits for Discord: HTTP 500"]],
		);
	});

	it("should end every watch of a bot that cannot work", async () => {
		bot.problem = { reason: "the token is wrong", isFinal: true };
		const told = await watch(GUILD_OF_SHARD_0);
		assert.deepEqual(told.ends, [{ code: "bot_stopped", message: "the token is wrong" }]);
	});

	it("should name the bots to a watch of an unknown one", async () => {
		const { ends } = await watch(GUILD_OF_SHARD_0, "other");
		assert.deepEqual(ends, [
			{ code: "bot_unknown", message: "no bot is called other; there are main (RELAY_BOTS)" },
		]);
	});

	it("should report its bots", () => {
		bot.onShards(1);
		const [report] = hub.report().bots;
		assert.deepEqual([report?.name, report?.identifiesLeft, report?.identifiesTotal], ["main", 990, 1000]);
		assert.deepEqual(
			report?.cells.map(({ shard, state }) => [shard, state]),
			[[0, "connecting"]],
		);
	});

	it("should close every bot", async () => {
		await hub.close(true);
		assert.deepEqual(bot.closes, [true]);
	});
});
