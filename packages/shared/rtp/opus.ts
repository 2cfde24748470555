/**
 * Sizes of Opus frames, with and without DAVE. Pure.
 * Source: Discord Docs, "Voice Connections", section "Voice Data Interpolation"; DAVE whitepaper, section "Payload
 * Format".
 *
 *     DAVE: encrypted frame | tag (8) | nonce (ULEB128) | ranges, none for Opus | size of all after the frame (u8) | FA FA
 */

/** Clients send this five times when speech ends. */
export const SILENCE_FRAME: Buffer = Buffer.from([0xf8, 0xff, 0xfe]);

/** Largest frame without sound: DTX refreshes, stereo silence (FC FF FE) and `SILENCE_FRAME` have 1 to 3 bytes. */
export const SILENCE_SIZE = 3;

const MARKER_BYTE = 0xfa;
const MARKER_SIZE = 2;
/** Tag, a one-byte nonce, the size and the marker. */
const LEAST_SUPPLEMENT = 12;

/**
 * Returns the size of the Opus frame in bytes, without DAVE's additions. Needs no key.
 *
 * @param frame Contains the frame from `start` to `end`. @default all of it
 */
export function opusSize(frame: Uint8Array, start = 0, end = frame.length): number {
	const length = end - start;
	if (length < LEAST_SUPPLEMENT) return length;
	if (frame[end - 1] !== MARKER_BYTE || frame[end - 2] !== MARKER_BYTE) return length;
	const supplement = frame[end - MARKER_SIZE - 1]!;
	return supplement >= LEAST_SUPPLEMENT && supplement <= length ? length - supplement : length;
}
