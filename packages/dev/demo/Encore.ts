/**
 * Continues the scene with `--watch`, round after round: the Roblox client joins, hangs now and then, and leaves; a guest
 * joins and leaves its channel; a bot on the main gateway receives its guild's events and loses its connection at times.
 * Edge: the network.
 */

import { systemClock, type Clock, type Timers } from "../../shared/clock.ts";
import { Intent } from "../../gateway-server/intents/index.ts";
import { IDS } from "../../gateway-server/main/fixtures/builders.ts";
import { DEFAULT_TOKEN } from "../../gateway-server/main/mainOptions.ts";
import type { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import type { Random } from "../../shared/random.ts";
import type { VoiceCredentials } from "../../gateway-server/voice/VoiceSession.ts";
import { startGuildScript } from "../../gateway-server/scene/guildScript.ts";
import { MainSceneClient, SCENE_INTENTS } from "../../gateway-server/scene/MainSceneClient.ts";
import { Speaker } from "../../gateway-server/scene/Speaker.ts";

/** Milliseconds between two guild events. */
const GUILD_INTERVAL = 1500;

/** Milliseconds that the guest stays and stays away. */
const GUEST_STAY = 12_000;
const GUEST_ABSENCE = 5000;

/** Milliseconds that the guest speaks. */
const GUEST_SPEECH = 3000;

/** Milliseconds between two losses of the bot's connection. */
const BOT_LOSS_INTERVAL = 20_000;

/** Milliseconds between two rounds of the Roblox client. */
const PAUSE = 2000;

export interface EncoreOptions {
	readonly server: GatewayServer;
	/** Voice session of the guest, not yet registered. @default no guest */
	readonly guest?: VoiceCredentials;
	readonly random: Random;
	/** Runs the Roblox client from joining to leaving. */
	readonly playRound: () => Promise<void>;
	/** @default the system clock */
	readonly timers?: Clock;
}

/** Runs until `signal` is aborted. @throws The error of `playRound`. */
export async function playEncore(options: EncoreOptions, signal: AbortSignal): Promise<void> {
	const { server, random, timers = systemClock } = options;
	const bot = new MainSceneClient(server.url, DEFAULT_TOKEN, SCENE_INTENTS | Intent.MessageContent, timers);
	const place = { guildId: IDS.guild, channelId: IDS.textChannel };
	const stopGuild = startGuildScript({ server, ...place, interval: GUILD_INTERVAL, random, timers });
	const goesOn = (milliseconds: number): Promise<boolean> => waited(milliseconds, signal, timers);
	bot.start();
	try {
		await Promise.all([playRounds(options, goesOn), visit(options, timers, goesOn), loseLinks(server, goesOn)]);
	} finally {
		stopGuild();
		bot.stop();
	}
}

/** Waits some milliseconds. Resolves with false once the encore is over. */
type GoesOn = (milliseconds: number) => Promise<boolean>;

async function playRounds({ playRound }: EncoreOptions, goesOn: GoesOn): Promise<void> {
	while (await goesOn(PAUSE)) await playRound();
}

/** Makes the guest join and leave the channel. */
async function visit({ server, guest }: EncoreOptions, clock: Clock, goesOn: GoesOn): Promise<void> {
	if (guest === undefined) return;
	server.registerVoiceSession(guest);
	while (await goesOn(GUEST_ABSENCE)) {
		const speaker = new Speaker(server.url, { credentials: guest, clock });
		speaker.start();
		void speaker.ready.then(() => speaker.speak(GUEST_SPEECH));
		await goesOn(GUEST_STAY);
		speaker.leave();
	}
}

async function loseLinks(server: GatewayServer, goesOn: GoesOn): Promise<void> {
	while (await goesOn(BOT_LOSS_INTERVAL)) for (const id of server.mainSessionIds) server.dropSession(id);
}

function waited(milliseconds: number, signal: AbortSignal, timers: Timers): Promise<boolean> {
	return new Promise((resolve) => {
		const end = (): void => {
			timers.clearTimeout(timer);
			signal.removeEventListener("abort", end);
			resolve(!signal.aborted);
		};
		const timer = timers.setTimeout(end, milliseconds);
		signal.addEventListener("abort", end);
		if (signal.aborted) end();
	});
}
