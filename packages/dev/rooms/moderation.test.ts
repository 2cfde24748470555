/**
 * What a guild does to its bot, against one relay process: a drag, a kick, a full channel, a denied one, a deleted one. Real
 * processes, real seconds.
 */

import assert from "node:assert/strict";
import { setTimeout as delay } from "node:timers/promises";
import { before, after, describe, it } from "node:test";
import { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { BOT, buildGuild, buildMember, snowflake } from "../../gateway-server/main/fixtures/builders.ts";
import type { Channel, Guild } from "../../gateway-server/main/fixtures/types.ts";
import { Cleanups } from "../demo/Cleanups.ts";
import { BotAccount } from "./BotAccount.ts";
import { LinkWatcher } from "./LinkWatcher.ts";
import { RelayHost } from "./RelayHost.ts";
import { until } from "./until.ts";

/** Milliseconds in which a watch that cannot be opened has to say so. */
const FAULT_PATIENCE = 10_000;

/** Milliseconds for which a kicked bot has to stay away. */
const CALM = 3000;

const CONNECT = String(1 << 20);

/** Text and voice channels of a guild, in the order of `buildGuild`. */
const [TEXT, FIRST, SECOND] = [0, 1, 2];

/** Guilds, one for each test, so that they share a relay. */
const GUILDS = ["drag", "kick", "full", "denied", "deleted", "unknown"] as const;
type GuildName = (typeof GUILDS)[number];

function guildOf(index: number): Guild {
	// apart from the other fixtures
	return buildGuild({ id: snowflake(10_000 + index * 100), members: [buildMember({ user: BOT }), buildMember()] });
}

describe("a guild's moderators, and a relay", { concurrency: true }, () => {
	const guilds = Object.fromEntries(GUILDS.map((name, index) => [name, guildOf(index)])) as Record<GuildName, Guild>;
	const server = new GatewayServer({ guilds: Object.values(guilds) });
	const account = new BotAccount(server);
	const cleanups = new Cleanups();
	let relay: RelayHost;

	before(async () => {
		await server.listen();
		cleanups.after(() => server.terminate());
		relay = await RelayHost.start(cleanups, server);
	});
	after(() => cleanups.run());

	const channelOf = (name: GuildName, index = FIRST): Channel => guilds[name].channels[index!]!;

	function watch(name: GuildName, channelId = channelOf(name).id, guildId = guilds[name].id): LinkWatcher {
		const room = { guild: guildId, channel: channelId };
		const watcher = new LinkWatcher(relay.url, { token: relay.token, room });
		watcher.start();
		cleanups.after(() => void watcher.stop());
		return watcher;
	}

	const told = ({ room, problems }: LinkWatcher): string => `${room.speakers} ${room.reason} ${problems.join()}`;

	/** Waits until the speakers of a room are in a state. */
	async function becomes(watcher: LinkWatcher, speakers: string): Promise<void> {
		await until(
			() => told(watcher),
			() => watcher.room.speakers === speakers,
		);
	}

	/** Waits for the fault of a watch. */
	async function faultOf(watcher: LinkWatcher): Promise<string> {
		await until(
			() => told(watcher),
			() => watcher.problems.length > 0,
			FAULT_PATIENCE,
		);
		return watcher.problems[0]!;
	}

	/** How often the bot asked to join a guild's first or second channel. */
	function joinsOf(name: GuildName): number {
		const [mainSession = ""] = server.mainSessionIds;
		const own = new Set(guilds[name].channels.map(({ id }) => id));
		return account.asked(mainSession).filter((channelId) => own.has(channelId)).length;
	}

	it("should follow a bot that is dragged", async () => {
		const first = watch("drag");
		await becomes(first, "live");
		const second = watch("drag", channelOf("drag", SECOND).id);
		await becomes(second, "elsewhere");
		assert.equal(server.moveBot(guilds.drag.id, channelOf("drag", SECOND).id), true);
		await becomes(first, "elsewhere");
		await becomes(second, "live");
		assert.equal(joinsOf("drag"), 1);
	});

	it("should stay away after a kick, until a new watch asks", async () => {
		const first = watch("kick");
		await becomes(first, "live");
		assert.equal(server.channels.disconnectBot(guilds.kick.id), true);
		await becomes(first, "none");
		await delay(CALM);
		assert.deepEqual([joinsOf("kick"), first.room.speakers], [1, "none"]);
		const second = watch("kick");
		await becomes(second, "live");
		await becomes(first, "live");
		assert.equal(joinsOf("kick"), 2);
	});

	it("should say that a channel is full", async () => {
		const { id } = channelOf("full");
		server.channels.update(id, { user_limit: 1 });
		server.channels.place(guilds.full.id, snowflake(11), id);
		assert.match(await faultOf(watch("full")), /channel_full/);
	});

	it("should say that a permission is missing", async () => {
		const denied = { id: guilds.denied.id, type: 0, allow: "0", deny: CONNECT };
		server.channels.update(channelOf("denied").id, { permission_overwrites: [denied] });
		assert.match(await faultOf(watch("denied")), /permission_missing/);
	});

	it("should end the watch of a deleted channel", async () => {
		const watcher = watch("deleted");
		await becomes(watcher, "live");
		server.channels.delete(channelOf("deleted").id);
		assert.match(await faultOf(watcher), /^c .*channel_unknown/);
	});

	it("should say what it does not know", async () => {
		const { id: textId } = channelOf("unknown", TEXT);
		assert.match(await faultOf(watch("unknown", "1")), /^e .*channel_unknown/);
		assert.match(await faultOf(watch("unknown", textId)), /^e .*not_a_voice_channel/);
		assert.match(await faultOf(watch("unknown", textId, "1")), /^e .*guild_unknown/);
	});
});
