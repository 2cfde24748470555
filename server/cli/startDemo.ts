/** The scene of `--demo`: a client of each gateway, and people around both. Edge: the network. */

import { randomUUID } from "node:crypto";
import { systemTimers } from "../gateway/clock.ts";
import type { GatewayServer } from "../gateway/GatewayServer.ts";
import { buildGuild } from "../gateway/main/fixtures/builders.ts";
import type { GuildFixture } from "../gateway/main/fixtures/complete.ts";
import type { Random } from "../gateway/random.ts";
import type { VoiceCredentials } from "../gateway/voice/VoiceSession.ts";
import { startGuildScript } from "../scene/guildScript.ts";
import { MainSceneClient } from "../scene/MainSceneClient.ts";
import { VoiceSceneClient } from "../scene/VoiceSceneClient.ts";
import { startVoiceScript } from "../voiceScript.ts";
import { TRY_SESSION } from "./options.ts";

/** Milliseconds between two scripted messages of the voice channel, and of the guild. */
const VOICE_INTERVAL = 700;
const GUILD_INTERVAL = 1100;

export const DEMO_SESSION: VoiceCredentials = { ...TRY_SESSION, sessionId: "demo", token: randomUUID() };

export interface DemoOptions {
	readonly random: Random;
	readonly botToken: string;
	/** What the main client asks for. */
	readonly intents: number;
	/** Guild whose people write; the fixture without one. */
	readonly guild: GuildFixture | undefined;
}

/** Joins the demo's clients, and plays the others for as long as they are there. Returns what ends it. */
export function startDemo(
	server: GatewayServer,
	{ random, botToken, intents, guild = buildGuild() }: DemoOptions,
): () => void {
	const { sessionId } = DEMO_SESSION;
	const url = server.url.replace(/0\.0\.0\.0|\[::\]/, "127.0.0.1");
	const clients = [
		new VoiceSceneClient(url, DEMO_SESSION, systemTimers),
		new MainSceneClient(url, botToken, intents),
	];
	let stopScript = (): void => {};
	const play = (): void => {
		stopScript();
		stopScript = startVoiceScript({ server, sessionId, interval: VOICE_INTERVAL, messageCount: Infinity, random });
	};
	const leave = server.onEvent((event) => {
		// Ready goes out first
		if (event.kind === "identified" && event.sessionId === sessionId) setImmediate(play);
	});
	const channelId = guild.channels[0]?.id ?? guild.id;
	const stopGuild = startGuildScript({ server, guildId: guild.id, channelId, interval: GUILD_INTERVAL, random });
	clients.forEach((client) => client.start());
	return () => {
		leave();
		stopScript();
		stopGuild();
		clients.forEach((client) => client.stop());
	};
}
