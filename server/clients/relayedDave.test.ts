/**
 * DAVE over a relay, in a channel that demands it, beside `@discordjs/voice` as its users have it: everybody is in one
 * epoch, with one privacy code, whatever happens to links and relays.
 */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import type { GatewayServer } from "../gateway/GatewayServer.ts";
import { freePorts, spawnRelay, type SpawnedRelay } from "../relay/support/spawnRelay.ts";
import { RelayVoiceUser } from "../relay/support/RelayVoiceUser.ts";
import { startRelay, TOKEN } from "../relay/support/startRelay.ts";
import { ALICE, startServer } from "../support/fixtures.ts";
import { systemTimers } from "../gateway/clock.ts";
import { VoiceUser } from "./VoiceUser.ts";

const CHANNEL = ALICE.channelId;
const PEERS = ["104694319306248201", "104694319306248202"] as const;
const OURS = ["104694319306248211", "104694319306248212"] as const;
/** Milliseconds that a group may take, relays that start included. */
const PATIENCE = 20_000;

async function until<Value>(what: string, find: () => Value | undefined): Promise<Value> {
	const end = Date.now() + PATIENCE;
	for (;;) {
		const found = find();
		if (found !== undefined) return found;
		if (Date.now() > end) throw new Error(`${what} did not come about in ${PATIENCE} ms`);
		await delay(10);
	}
}

class Channel {
	private constructor(
		private readonly context: TestContext,
		public readonly server: GatewayServer,
		private readonly relayUrl: () => string,
	) {}

	/** Starts a gateway whose channels demand DAVE; `relay` gives the URL of a relay that may reach it. */
	public static async start(
		context: TestContext,
		relay: (server: GatewayServer) => Promise<() => string> = async (server) => {
			const { url } = await startRelay(context, [server.endpoint], { RELAY_PACE_PER_MIN: "6000" });
			return () => url;
		},
	): Promise<Channel> {
		const { server } = await startServer(context, {
			dave: "required",
			replayOrder: "after",
			now: () => performance.now(),
			timers: systemTimers,
		});
		return new Channel(context, server, await relay(server));
	}

	public peer(userId: string): Promise<VoiceUser> {
		return VoiceUser.join(this.context, this.server, { dave: true, userId });
	}

	public ours(userId: string): RelayVoiceUser {
		const credentials = { ...ALICE, userId, sessionId: `session-of-${userId}` };
		this.server.registerVoiceSession(credentials);
		const user = new RelayVoiceUser(this.relayUrl, TOKEN, this.server, credentials);
		this.context.after(() => user.leave());
		user.start();
		return user;
	}

	/** Waits until these users, and no others, are in the group, all with one code. Returns epoch and code. */
	public async agree(peers: ReadonlyArray<VoiceUser>, ours: ReadonlyArray<RelayVoiceUser>): Promise<string> {
		return until("one code for all", () => {
			const state = this.server.daveState(CHANNEL);
			const isAtRest = state?.proposals === 0 && state.transitions.length === 0;
			if (!isAtRest || state.members.length !== peers.length + ours.length) return undefined;
			const codes = new Set([
				...peers.map(({ connection }) => connection.voicePrivacyCode),
				...ours.map(({ told }) => told.code),
			]);
			const [code] = codes;
			const isThere = ours.every(({ told }) => told.state === "active" && told.epoch === state.epoch);
			return isThere && codes.size === 1 && code ? `${state.epoch} ${code}` : undefined;
		});
	}
}

describe("DAVE over a relay, beside @discordjs/voice", { timeout: 60_000 }, () => {
	it("should share epoch and code through joins and leaves", async (context) => {
		const channel = await Channel.start(context);
		const ours = channel.ours(OURS[0]);
		const first = await channel.peer(PEERS[0]);
		const codes = [await channel.agree([first], [ours])];
		const second = await channel.peer(PEERS[1]);
		codes.push(await channel.agree([first, second], [ours]));
		first.connection.disconnect();
		codes.push(await channel.agree([second], [ours]));
		const another = channel.ours(OURS[1]);
		codes.push(await channel.agree([second], [ours, another]));
		await another.leave();
		codes.push(await channel.agree([second], [ours]));
		assert.equal(new Set(codes).size, 5);
		for (const code of codes) assert.match(code, /^\d \d{30}$/);
		assert.deepEqual([ours.identifies, ours.resumes, ours.closes], [1, 0, []]);
		// DAVE's messages are seen, all of them, as text
		for (const op of [4, 22, 25, 27, 29]) assert.ok(ours.opcodes.includes(op), `op ${op}`);
	});

	it("should be alone without a code, and have one as soon as somebody comes", async (context) => {
		const channel = await Channel.start(context);
		const ours = channel.ours(OURS[0]);
		await until("a session that waits", () => (ours.told.state === "pending" ? true : undefined));
		const peer = await channel.peer(PEERS[0]);
		await channel.agree([peer], [ours]);
		peer.connection.disconnect();
		await until("a session that waits", () => (ours.told.state === "pending" ? true : undefined));
		await channel.agree([await channel.peer(PEERS[1])], [ours]);
	});

	it("should keep the epoch over a Resume, and follow what was missed", async (context) => {
		const channel = await Channel.start(context);
		const ours = channel.ours(OURS[0]);
		const first = await channel.peer(PEERS[0]);
		const before = await channel.agree([first], [ours]);
		channel.server.dropSession(ours.sessionId);
		await until("a Resume", () => (ours.opcodes.includes(9) ? true : undefined));
		assert.equal(await channel.agree([first], [ours]), before);
		channel.server.dropSession(ours.sessionId);
		const second = await channel.peer(PEERS[1]);
		assert.notEqual(await channel.agree([first, second], [ours]), before);
		assert.deepEqual([ours.identifies, ours.resumes], [1, 2]);
	});

	it("should have a new session by itself when the relay is killed", async (context) => {
		const [port = 0] = await freePorts(1);
		let relay: SpawnedRelay | undefined;
		const spawnOne = (server: GatewayServer): Promise<SpawnedRelay> =>
			spawnRelay(context, {
				RELAY_PORT: String(port),
				RELAY_TOKENS: `game=${TOKEN}`,
				RELAY_INSECURE_ALLOW: server.endpoint,
				RELAY_PACE_PER_MIN: "6000",
			});
		const channel = await Channel.start(context, async (server) => {
			relay = await spawnOne(server);
			return () => relay!.url;
		});
		const ours = channel.ours(OURS[0]);
		const first = await channel.peer(PEERS[0]);
		const before = await channel.agree([first], [ours]);
		const { sessionId } = ours;
		await relay!.kill("SIGKILL");
		relay = await spawnOne(channel.server);
		await until("4006", () => (ours.closes.includes("relay 4006") ? true : undefined));
		assert.notEqual(ours.sessionId, sessionId);
		assert.notEqual(await channel.agree([first], [ours]), before);
		assert.deepEqual([ours.identifies, ours.resumes], [2, 1]);
	});

	it("should go without encryption where the channel does, and come back to it", async (context) => {
		const channel = await Channel.start(context);
		const ours = channel.ours(OURS[0]);
		const first = await channel.peer(PEERS[0]);
		const before = await channel.agree([first], [ours]);
		channel.server.setDave(CHANNEL, "off");
		await until("no encryption", () => (ours.told.state === "none" ? true : undefined));
		channel.server.setDave(CHANNEL, "required");
		assert.notEqual(await channel.agree([first], [ours]), before);
	});
});
