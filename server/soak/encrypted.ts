/**
 * Our client through a relay, and two of the published `@discordjs/voice`, in a channel that demands DAVE: one privacy code
 * for all, whoever comes, goes, loses its link, and though the relay is killed.
 */

import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import { Guest } from "../demo/Guest.ts";
import { runLune } from "../demo/Lune.ts";
import { GatewayServer } from "../gateway/GatewayServer.ts";
import { IDS } from "../gateway/main/fixtures/builders.ts";
import { DEFAULT_TOKEN } from "../gateway/main/mainOptions.ts";
import { freePorts, spawnRelay, type SpawnedRelay } from "../relay/support/spawnRelay.ts";
import type { Outcome } from "./runLeg.ts";

export const ENCRYPTED_NAME = "in an encrypted channel, beside published clients";

/** Milliseconds for all to agree after each change; a session that begins anew waits for its relay. */
const PATIENCE = 40_000;

/** Seconds that our client would stay. */
const STAY = 300;

/** Of the users, which DAVE orders by. */
const GUEST_IDS = ["1191168914277531700", "1191168914277531701", "1191168914277531702"] as const;

class Channel {
	/** Our client's code; undefined while it has none. */
	public ours: string | undefined;
	private readonly guests = new Map<string, Guest>();

	public constructor(private readonly gateway: GatewayServer) {}

	public enter(userId: string): void {
		const [sessionId, token] = [randomUUID(), randomUUID()];
		const credentials = { serverId: IDS.guild, channelId: IDS.voiceChannel, userId, sessionId, token };
		this.gateway.registerVoiceSession(credentials);
		this.guests.set(userId, new Guest(credentials, this.gateway.endpoint, () => {}));
	}

	public async leave(userId: string): Promise<void> {
		await this.guests.get(userId)?.close();
		this.guests.delete(userId);
		for (const sessionId of this.gateway.voiceSessionIds) {
			if (this.gateway.stats(sessionId).state === "away") this.gateway.invalidateSession(sessionId);
		}
	}

	public async close(): Promise<void> {
		for (const guest of this.guests.values()) await guest.close();
	}

	/** Waits until all have one code, other than `before`. @throws Error If they do not come to one. */
	public async agree(what: string, before: string | undefined): Promise<string> {
		const end = Date.now() + PATIENCE;
		while (Date.now() < end) {
			const codes = new Set([this.ours, ...[...this.guests.values()].map((guest) => guest.codes.at(-1))]);
			const [code] = codes;
			const state = this.gateway.daveState(IDS.voiceChannel);
			const isWhole = state?.members.length === this.guests.size + 1 && state.transitions.length === 0;
			if (isWhole && codes.size === 1 && code !== undefined && code !== before) return code;
			await delay(20);
		}
		const state = JSON.stringify(this.gateway.daveState(IDS.voiceChannel));
		throw new Error(`no common code after ${what}: ours is ${this.ours ?? "none"}, the room ${state}`);
	}
}

function startRelay(gateway: GatewayServer, after: (cleanup: () => unknown) => void, port: number, token: string) {
	return spawnRelay(
		{ after },
		{
			RELAY_PORT: String(port),
			RELAY_TOKENS: `soak=${token}`,
			RELAY_INSECURE_ALLOW: gateway.endpoint,
			RELAY_DISCORD_API: `http://${gateway.endpoint}/api/v10`,
			RELAY_SECRET_BOT: DEFAULT_TOKEN,
			RELAY_SECRET_HOSTS: `bot=${gateway.endpoint}`,
			RELAY_PACE_PER_MIN: "600",
		},
	);
}

/** Plays it. @throws Error If they do not come to one code. */
export async function runEncrypted(): Promise<Outcome> {
	const gateway = new GatewayServer({ heartbeatInterval: 2000, dave: "required", replayOrder: "after" });
	const channel = new Channel(gateway);
	const ending = new AbortController();
	const cleanups: Array<() => unknown> = [() => ending.abort(), () => channel.close(), () => gateway.close()];
	try {
		await gateway.listen();
		const [port = 0] = await freePorts(1);
		const token = randomUUID();
		const start = (): Promise<SpawnedRelay> =>
			startRelay(gateway, (cleanup) => void cleanups.unshift(cleanup), port, token);
		const relay = await start();
		const session = follow(gateway, channel, relay.url, token, ending.signal);
		const codes = await play(gateway, channel, relay, start);
		ending.abort();
		await session;
		return { kind: "passed", text: `one privacy code for all after each of ${codes.join(", ")}` };
	} finally {
		for (const cleanup of cleanups) await cleanup();
	}
}

/** Runs our client until `signal` is aborted, and notes its code. */
function follow(gateway: GatewayServer, channel: Channel, url: string, token: string, signal: AbortSignal) {
	const variables = {
		DISCORD_TOKEN: "${secret:bot}",
		DISCORD_API: `http://${gateway.endpoint}/api/v10`,
		DISCORD_GUILD: IDS.guild,
		DISCORD_CHANNEL: IDS.voiceChannel,
		VOICE_RELAY_URL: url,
		VOICE_RELAY_TOKEN: token,
		VOICE_SECONDS: String(STAY),
	};
	const report = (kind: string, text: string): void => {
		if (kind === "encrypted") channel.ours = /privacy code ([\d ]+)/.exec(text)?.[1]?.replaceAll(" ", "");
	};
	return runLune(variables, { report, plain: () => {} }, signal);
}

/** What happens in the channel, one after the other; returns the names of it. */
async function play(
	gateway: GatewayServer,
	channel: Channel,
	relay: SpawnedRelay,
	restart: () => Promise<SpawnedRelay>,
): Promise<ReadonlyArray<string>> {
	const [first, second, third] = GUEST_IDS;
	const botSessions = (): ReadonlyArray<string> =>
		gateway.voiceSessionIds.filter((id) => gateway.received(id).some((message) => isOfBot(message)));
	const STEPS: ReadonlyArray<readonly [name: string, isNew: boolean, step: () => unknown]> = [
		["two who join", true, () => [first, second].forEach((userId) => channel.enter(userId))],
		["one who leaves", true, () => channel.leave(second)],
		["one who joins", true, () => channel.enter(third)],
		[
			"our lost link",
			false,
			() => Promise.all([resumed(gateway), ...botSessions().map((id) => gateway.dropSession(id))]),
		],
		["the relay's death", true, () => relay.kill("SIGKILL").then(restart)],
	];
	let code: string | undefined;
	for (const [name, isNew, step] of STEPS) {
		await step();
		code = await channel.agree(name, isNew ? code : undefined);
	}
	return STEPS.map(([name]) => name);
}

/** Settles when somebody resumes. */
function resumed(gateway: GatewayServer): Promise<void> {
	return new Promise((resolve) => {
		const stop = gateway.onEvent(({ kind }) => {
			if (kind !== "resumed") return;
			stop();
			resolve();
		});
	});
}

function isOfBot(message: object): boolean {
	return JSON.stringify(message).includes(`"user_id":"${IDS.bot}"`);
}
