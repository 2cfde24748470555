/** Scenes in a voice channel. Source: Discord Docs, "Voice Close Event Codes". */

import { IDS } from "../../../gateway-server/main/fixtures/builders.ts";
import { enter, type Scene } from "./entering.ts";
import type { Stage } from "./Stage.ts";

/** Milliseconds between two checks of a client's voice connection. The libraries have no common event for it. */
const LOOK = 100;

interface VoiceChange {
	readonly name: string;
	readonly inflict: (stage: Stage, sessionId: string) => void;
	/** The server's event for a correct client. */
	readonly sign: "identified" | "resumed";
	/** The bot's channel at the end. */
	readonly channelId: string;
}

const CHANGES: ReadonlyArray<VoiceChange> = [
	{
		name: "voice 4015",
		inflict: ({ server }, sessionId) => void server.disconnectSession(sessionId, 4015),
		sign: "resumed",
		channelId: IDS.voiceChannel,
	},
	{
		name: "voice 4006",
		inflict: ({ server }, sessionId) => void server.disconnectSession(sessionId, 4006),
		sign: "identified",
		channelId: IDS.voiceChannel,
	},
	{
		name: "voice move",
		inflict: ({ server }) => void server.moveBot(IDS.guild, IDS.otherVoiceChannel),
		sign: "identified",
		channelId: IDS.otherVoiceChannel,
	},
];

const JOIN: Scene = {
	name: "voice join",
	play: async (stage) => {
		await enter(stage);
		stage.send({ do: "join", guildId: IDS.guild, channelId: IDS.voiceChannel });
		await stage.until(() => stage.count("identified", "voice") > 0, "the client identified to the voice gateway");
		await isHeard(stage, IDS.voiceChannel);
	},
};

/** Waits until the client can send audio and the server has it in the channel. */
async function isHeard(stage: Stage, channelId: string): Promise<void> {
	for (;;) {
		const answers = stage.driver.of("voice").length;
		stage.send({ do: "voice" });
		await stage.until(
			() => stage.driver.of("voice").length > answers,
			"the client reported the state of its voice connection",
		);
		const { voiceSessionId: id, server } = stage;
		const isThere = id !== undefined && server.channelIdOf(id) === channelId && server.stats(id).connected;
		if (isThere && stage.driver.of("voice").at(-1)!.isReady) return;
		stage.failIfLate(`the client had a voice connection in channel ${channelId}`);
		await stage.pause(LOOK);
	}
}

function changing({ name, inflict, sign, channelId }: VoiceChange): Scene {
	return {
		name,
		play: async (stage) => {
			await JOIN.play(stage);
			const before = stage.count(sign, "voice");
			inflict(stage, stage.voiceSessionId!);
			// only the client knows whether it left for good: discord.py leaves and joins again, up to five times
			const isDone = (): boolean => stage.count(sign, "voice") > before;
			const hasLeft = (): boolean => stage.driver.of("left").length > 0;
			await stage.until(() => isDone() || hasLeft(), `the client was ${sign} at the voice gateway`);
			if (!isDone()) throw new Error(`the client left the channel and was not ${sign}`);
			await isHeard(stage, channelId);
		},
	};
}

export const VOICE_SCENES: ReadonlyArray<Scene> = [JOIN, ...CHANGES.map(changing)];
