/**
 * Our client through a relay and two published `@discordjs/voice` clients, in a channel that requires DAVE. All must share one
 * privacy code after joins, leaves, lost connections, the death of the relay and a move to another voice server.
 */

import { randomUUID } from "node:crypto";
import { runLune } from "../demo/Lune.ts";
import { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import { DEFAULT_TOKEN } from "../../gateway-server/main/mainOptions.ts";
import { freePorts, spawnRelay, type SpawnedRelay } from "../../relay/support/spawnRelay.ts";
import { EncryptedChannel, find } from "./EncryptedChannel.ts";
import type { Outcome } from "./runLeg.ts";

export const ENCRYPTED_NAME = "in an encrypted channel with published clients";

/** Seconds that our client stays at most. */
const STAY = 300;

/** User IDs of the published clients. DAVE orders members by ID. */
const GUEST_IDS = ["1191168914277531700", "1191168914277531701", "1191168914277531702"] as const;

/** Runs all steps. @throws Error If the clients do not agree on a code. */
export async function runEncrypted(): Promise<Outcome> {
	const stage = new Stage();
	try {
		const names = await stage.play();
		return { kind: "passed", text: `one privacy code for all after each step: ${names.join(", ")}` };
	} finally {
		await stage.close();
	}
}

class Stage {
	private readonly gateway = createGateway();
	/** The voice server that the channel moves to. The main gateway does not move. */
	private readonly elsewhere = createGateway();
	private readonly channel = new EncryptedChannel(this.gateway);
	private readonly relayToken = randomUUID();
	private readonly ending = new AbortController();
	private readonly cleanups: Array<() => unknown> = [
		() => this.ending.abort(),
		() => this.channel.close(),
		() => this.gateway.close(),
		() => this.elsewhere.close(),
	];

	/** Plays all steps. @returns Their names. */
	public async play(): Promise<ReadonlyArray<string>> {
		const { gateway, elsewhere } = this;
		await Promise.all([gateway.listen(), elsewhere.listen()]);
		const [port = 0] = await freePorts(1);
		const relay = await this.startRelay(port);
		const ended = this.follow(relay.url);
		const names = await Promise.race([
			this.playSteps(relay, port),
			ended.then(() => {
				throw new Error("our client exited too early");
			}),
		]);
		this.ending.abort();
		await ended;
		return names;
	}

	public async close(): Promise<void> {
		for (const cleanup of this.cleanups) await cleanup();
	}

	private async playSteps(first: SpawnedRelay, port: number): Promise<ReadonlyArray<string>> {
		const { gateway, channel } = this;
		let relay = first;
		const [one, another, third] = GUEST_IDS;
		const STEPS: ReadonlyArray<readonly [name: string, isNew: boolean, step: () => unknown]> = [
			["two joins", true, () => [one, another].forEach((userId) => channel.enter(userId))],
			["a leave", true, () => channel.leave(another)],
			["another join", true, () => channel.enter(third)],
			["our lost connection", false, () => this.loseLink(this.botSessionId)],
			["the relay's restart", true, async () => (relay = await this.replace(relay, port))],
			["the main gateway's lost connection", false, () => this.loseLink(gateway.mainSessionIds[0])],
			["a move to another voice server", true, () => this.move()],
			["a leave there", true, () => channel.leave(one)],
		];
		let code: string | undefined;
		for (const [name, isNew, step] of STEPS) {
			await step();
			code = await channel.agree(name, isNew ? code : undefined);
		}
		await this.checkCarried(relay.url);
		return STEPS.map(([name]) => name);
	}

	/** Our client's voice session on the first server. */
	private get botSessionId(): string | undefined {
		const isOfBot = (message: object): boolean => JSON.stringify(message).includes(`"user_id":"${IDS.bot}"`);
		return this.gateway.voiceSessionIds.find((id) => this.gateway.received(id).some(isOfBot));
	}

	private startRelay(port: number): Promise<SpawnedRelay> {
		const { gateway, elsewhere, cleanups, relayToken } = this;
		const cleaning = { after: (cleanup: () => unknown) => void cleanups.unshift(cleanup) };
		return spawnRelay(cleaning, {
			RELAY_PORT: String(port),
			RELAY_TOKENS: `soak=${relayToken}`,
			RELAY_INSECURE_ALLOW: `${gateway.endpoint},${elsewhere.endpoint}`,
			RELAY_DISCORD_API: `http://${gateway.endpoint}/api/v10`,
			RELAY_SECRET_BOT: DEFAULT_TOKEN,
			RELAY_SECRET_HOSTS: `bot=${gateway.endpoint}`,
			RELAY_PACE_PER_MIN: "600",
		});
	}

	private async replace(relay: SpawnedRelay, port: number): Promise<SpawnedRelay> {
		await relay.kill("SIGKILL");
		return this.startRelay(port);
	}

	/** Runs our client until the end and records its code. */
	private follow(url: string): Promise<unknown> {
		const { gateway, channel, relayToken, ending } = this;
		const variables = {
			DISCORD_TOKEN: "${secret:bot}",
			DISCORD_API: `http://${gateway.endpoint}/api/v10`,
			DISCORD_GUILD: IDS.guild,
			DISCORD_CHANNEL: IDS.voiceChannel,
			VOICE_RELAY_URL: url,
			VOICE_RELAY_TOKEN: relayToken,
			VOICE_SECONDS: String(STAY),
		};
		const report = (kind: string, text: string): void => {
			if (kind === "encrypted") channel.ours = /privacy code ([\d ]+)/.exec(text)?.[1]?.replaceAll(" ", "");
		};
		return runLune(variables, { report, plain: () => {} }, ending.signal);
	}

	/** Resets a session's connection. @throws Error If it is not resumed. */
	private async loseLink(sessionId: string | undefined): Promise<void> {
		if (sessionId === undefined) throw new Error("there is no session to disconnect");
		let isResumed = false;
		const stop = this.gateway.onEvent((event) => {
			if (event.kind === "resumed" && event.sessionId === sessionId) isResumed = true;
		});
		this.gateway.dropSession(sessionId);
		const found = await find(() => isResumed || undefined);
		stop();
		if (found === undefined) throw new Error("a session was not resumed after its connection was lost");
	}

	/** Moves the channel as Discord does: first without a voice server, then with a new one. */
	private move(): void {
		const { gateway, elsewhere, channel } = this;
		const [sessionId] = gateway.mainSessionIds;
		if (sessionId === undefined) throw new Error("our client is not connected");
		const [serverId, channelId, token] = [IDS.guild, IDS.voiceChannel, randomUUID()];
		elsewhere.registerVoiceSession({ serverId, channelId, userId: IDS.bot, sessionId, token });
		for (const endpoint of [null, elsewhere.endpoint]) {
			gateway.dispatchToSession(sessionId, "VOICE_SERVER_UPDATE", { guild_id: serverId, token, endpoint });
		}
		channel.move(elsewhere);
	}

	/** @throws Error If the relay keeps sessions that can no longer be resumed. */
	private async checkCarried(url: string): Promise<void> {
		const headers = { authorization: `Bearer ${this.relayToken}` };
		const isOne = await find(async () => {
			const metrics = await (await fetch(`${url}/metrics`, { headers })).text();
			return /^relay_dave_sessions 1$/m.test(metrics) || undefined;
		});
		if (isOne === undefined) throw new Error("the relay still keeps a session with the first voice server");
	}
}

function createGateway(): GatewayServer {
	return new GatewayServer({ heartbeatInterval: 2000, dave: "required", replayOrder: "after" });
}
