/** The scene of `--demo`: a client of each gateway, and simulated users around them. Edge: the network. */

import { randomUUID } from "node:crypto";
import { systemClock } from "../../shared/clock.ts";
import type { GatewayServer } from "../GatewayServer.ts";
import { buildGuild } from "../main/fixtures/builders.ts";
import type { GuildFixture } from "../main/fixtures/complete.ts";
import type { Random } from "../../shared/random.ts";
import type { VoiceCredentials } from "../voice/VoiceSession.ts";
import { startGuildScript } from "../scene/guildScript.ts";
import { localUrlOf } from "../scene/localUrl.ts";
import { MainSceneClient } from "../scene/MainSceneClient.ts";
import { PacketPace } from "../scene/PacketPace.ts";
import { Speaker } from "../scene/Speaker.ts";
import { VoiceScript } from "../scene/VoiceScript.ts";
import { TRY_SESSION } from "./options.ts";

/** Milliseconds between two turns in the voice channel, and between two events in the guild. */
const VOICE_INTERVAL = 700;
const GUILD_INTERVAL = 1100;

/** Milliseconds between speeches of the demo client, and their duration. */
const SPEECH_INTERVAL = 6000;
const SPEECH_DURATION = 2000;

export const DEMO_SESSION: VoiceCredentials = { ...TRY_SESSION, sessionId: "demo", token: randomUUID() };

export interface DemoOptions {
	readonly random: Random;
	readonly botToken: string;
	/** Intents of the main gateway client. */
	readonly intents: number;
	/** Guild whose members write messages. @default the fixture guild */
	readonly guild: GuildFixture | undefined;
}

/** Connects the demo clients and plays the other users while they are connected. Returns a function that ends it. */
export function startDemo(
	server: GatewayServer,
	{ random, botToken, intents, guild = buildGuild() }: DemoOptions,
): () => void {
	const { sessionId, serverId } = DEMO_SESSION;
	const speaker = new Speaker(localUrlOf(server), { credentials: DEMO_SESSION, listens: true, random });
	const main = new MainSceneClient(localUrlOf(server), botToken, intents);
	const talking = new PacketPace(systemClock);
	let script: VoiceScript | undefined;
	const play = (): void => {
		script?.stop();
		script = new VoiceScript({
			...{ server, guildId: serverId, sessionId, interval: VOICE_INTERVAL },
			...{ turnCount: Infinity, random },
		});
	};
	const unsubscribe = server.onEvent((event) => {
		// let Ready go out first
		if (event.kind === "identified" && event.sessionId === sessionId) setImmediate(play);
	});
	const channelId = guild.channels[0]?.id ?? guild.id;
	const stopGuild = startGuildScript({ server, guildId: guild.id, channelId, interval: GUILD_INTERVAL, random });
	speaker.start();
	main.start();
	const talk = (): void => void speaker.speak(SPEECH_DURATION);
	void speaker.ready.then(() => talking.run(SPEECH_INTERVAL, Infinity, talk, () => {}));
	return () => {
		unsubscribe();
		talking.stop();
		script?.stop();
		stopGuild();
		speaker.leave();
		main.stop();
	};
}
