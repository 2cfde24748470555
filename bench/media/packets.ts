/** The packets of 25 simultaneous speakers, known to both processes of the benchmark. */

import {
	SPEECH_EXTENSION,
	VoicePackets,
	VoiceServerKey,
} from "../../packages/relay/voice/media/support/VoicePackets.ts";
import type { TransportMode } from "../../packages/shared/rtp/TransportCipher.ts";

export const KEY = Buffer.alloc(32, 15);
/** Size of each packet's unencrypted part in bytes. */
export const CLEAR_SIZE = 16;
export const PACKETS = 30_000;
/** Packets per burst, which fit into the default receive buffer. */
export const BURST = 100;

export const SPEAKERS: ReadonlyArray<{ readonly userId: string; readonly ssrc: number }> = Array.from(
	{ length: 25 },
	(_, index) => ({ userId: String(104_694_319_306_000 + index), ssrc: 2000 + index }),
);

/** Size of a frame at 64 kbit/s in bytes. */
const FRAME = Buffer.alloc(121, 0x78);

export function sealPackets(mode: TransportMode): ReadonlyArray<Buffer> {
	const server = new VoiceServerKey(mode, KEY);
	const senders = SPEAKERS.map(({ ssrc }) => new VoicePackets(server, ssrc));
	return Array.from({ length: PACKETS }, (_, index) =>
		senders[index % senders.length]!.packet(FRAME, { extension: SPEECH_EXTENSION }),
	);
}
