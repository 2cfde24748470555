/** Has `@discordjs/voice` send Opus packets as its users do: an audio player and a resource, without ffmpeg. */

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

/** Milliseconds that a player may take longer than its packets last, on a machine with much else to do. */
const PATIENCE = 10_000;

/**
 * Plays packets, and the five silence frames that the library adds. Resolves when all are sent.
 *
 * @param packets Opus, 20 ms each.
 * @throws Error If the player does not come to an end.
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
