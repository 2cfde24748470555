/**
 * RTP header extension elements for voice activity and level. Pure; reading never throws.
 * Source: RFC 8285, 4.2 (one-byte headers), RFC 6464 (audio level), and the IDs of Discord's native clients:
 * userdoccers, "Voice Connections", section "Native RTP Header Extensions".
 *
 *     element: id (4 bits) | length - 1 (4 bits) | data;  a byte of 0 is padding, id 15 ends the list
 */

import { checkInteger } from "./checkInteger.ts";
import { ONE_BYTE_PROFILE } from "./header.ts";

/** `ssrc-audio-level`: bit 7 is the voice activity, the other bits are the level. */
const AUDIO_LEVEL_ID = 1;
/** Discord's speaker flags. */
const SPEAKER_ID = 9;
const END_ID = 15;

const VOICE_BIT = 0x80;
const LEVEL_MASK = 0x7f;
const WORD = 4;

/** Bits of `speakerFlags`; in a different order than those of op 5. */
export const SPEAKER_FLAGS = { priority: 1, voice: 2, soundshare: 4 } as const;

export interface RtpExtension {
	/** Level in -dBov: 0 is the loudest, 127 is silence. */
	readonly audioLevel?: number;
	/** Whether the sender's voice detection found a voice. Present with `audioLevel`. */
	readonly hasVoice?: boolean;
	/** Combined `SPEAKER_FLAGS`. */
	readonly speakerFlags?: number;
}

const NOTHING: RtpExtension = {};

/**
 * Reads the decrypted elements. Skips unknown elements, elements of unexpected length (browsers use other IDs), and
 * everything from an element that exceeds the end.
 *
 * @param profile Profile from the header. Only one-byte headers are read.
 * @param end End of the elements in `bytes`. @default the end of `bytes`
 */
export function readExtension(
	bytes: Uint8Array,
	profile: number = ONE_BYTE_PROFILE,
	end: number = bytes.length,
): RtpExtension {
	if (profile !== ONE_BYTE_PROFILE || end === 0) return NOTHING;
	const found: { audioLevel?: number; hasVoice?: boolean; speakerFlags?: number } = {};
	for (let at = 0; at < end;) {
		const head = bytes[at]!;
		at += 1;
		if (head === 0) continue;
		const id = head >> 4;
		if (id === END_ID) break;
		const size = (head & 0x0f) + 1;
		if (at + size > end) break;
		if (size === 1) {
			const value = bytes[at]!;
			if (id === AUDIO_LEVEL_ID) {
				found.audioLevel = value & LEVEL_MASK;
				found.hasVoice = (value & VOICE_BIT) !== 0;
			} else if (id === SPEAKER_ID) found.speakerFlags = value;
		}
		at += size;
	}
	return found;
}

/**
 * Encodes elements, padded to whole words. The length is the header's `extensionSize`.
 *
 * @param words Minimum length in words. @default as many as needed
 * @throws RangeError If a value does not fit.
 */
export function writeExtension({ audioLevel, hasVoice, speakerFlags }: RtpExtension, words = 0): Buffer {
	const elements: Array<number> = [];
	if (audioLevel !== undefined) {
		checkInteger("audioLevel", audioLevel, LEVEL_MASK);
		elements.push(AUDIO_LEVEL_ID << 4, (hasVoice === true ? VOICE_BIT : 0) | audioLevel);
	}
	if (speakerFlags !== undefined) {
		checkInteger("speakerFlags", speakerFlags, 0xff);
		elements.push(SPEAKER_ID << 4, speakerFlags);
	}
	const bytes = Buffer.alloc(WORD * Math.max(words, Math.ceil(elements.length / WORD)));
	bytes.set(elements);
	return bytes;
}
