/** Sends Opus packets with `@discordjs/voice`, through an audio player and a resource, without ffmpeg. */

import { Readable } from "node:stream";
import {
	AudioPlayerStatus,
	createAudioPlayer,
	createAudioResource,
	entersState,
	NoSubscriberBehavior,
	StreamType,
	type VoiceConnection,
} from "@discordjs/voice";
import { FRAME_MS } from "./tone.ts";

/** Milliseconds that a player on a busy machine may take beyond the length of its packets. */
const PATIENCE = 10_000;

/**
 * Plays packets and the five silence frames that the library adds. Resolves when all are sent.
 *
 * @param packets Opus packets of 20 ms each.
 * @throws Error If the player does not finish.
 */
export async function playPackets(connection: VoiceConnection, packets: ReadonlyArray<Buffer>): Promise<void> {
	const player = createAudioPlayer({ behaviors: { noSubscriber: NoSubscriberBehavior.Stop } });
	const subscription = connection.subscribe(player);
	const stream = Readable.from(packets, { highWaterMark: packets.length });
	player.play(createAudioResource(stream, { inputType: StreamType.Opus }));
	try {
		await entersState(player, AudioPlayerStatus.Idle, packets.length * FRAME_MS + PATIENCE);
	} finally {
		player.stop(true);
		subscription?.unsubscribe();
	}
}
