/** The packets of 25 users who speak at once, which both processes of the benchmark know. */

import {
	SPEECH_EXTENSION,
	VoicePackets,
	VoiceServerKey,
} from "../../packages/relay/voice/media/support/VoicePackets.ts";
import type { TransportMode } from "../../packages/shared/rtp/TransportCipher.ts";

export const KEY = Buffer.alloc(32, 15);
/** Bytes of the clear part of each packet. */
export const CLEAR_SIZE = 16;
export const PACKETS = 30_000;
/** Packets sent at once: they fit into the default receive buffer. */
export const BURST = 100;

export const SPEAKERS: ReadonlyArray<{ readonly userId: string; readonly ssrc: number }> = Array.from(
	{ length: 25 },
	(_, index) => ({ userId: String(104_694_319_306_000 + index), ssrc: 2000 + index }),
);

/** Bytes of a frame at 64 kbit/s. */
const FRAME = Buffer.alloc(121, 0x78);

export function sealPackets(mode: TransportMode): ReadonlyArray<Buffer> {
	const server = new VoiceServerKey(mode, KEY);
	const senders = SPEAKERS.map(({ ssrc }) => new VoicePackets(server, ssrc));
	return Array.from({ length: PACKETS }, (_, index) =>
		senders[index % senders.length]!.packet(FRAME, { extension: SPEECH_EXTENSION }),
	);
}
