/**
 * Kinds of damage to a message.
 * Pure: randomness is passed in.
 */

import type { Random } from "../../shared/random.ts";
import { encodeRawFrame, frameOpcodeOf, PING_FRAME, TEXT_FRAME } from "./rawFrame.ts";

/**
 * - `utf8`: a text frame with invalid UTF-8. A client must fail the connection (RFC 6455, 8.1).
 * - `rsv`: a frame with an undefined reserved bit. A client must fail the connection (RFC 6455, 5.2).
 * - `control`: a fragmented ping in place of the message. A client must fail the connection (RFC 6455, 5.5).
 * - `oversized`: padded to a size, text with spaces (valid in JSON), bytes with zeros. A client may have a limit.
 * - `bytes`: a valid frame, with the first byte and some other bytes of the payload changed.
 */
export type CorruptionKind = "utf8" | "rsv" | "control" | "oversized" | "bytes";

/** 0xc3 starts a two-byte character, but `(` is not a second byte. */
const BAD_UTF8 = Buffer.from([0xc3, 0x28]);

/** RSV2. RSV1 would mark a compressed message if compression was negotiated. */
const RESERVED_BIT = 0b010;

/** Share of bytes after the first that are changed. */
const CHANGED_SHARE = 1 / 8;

/** Bytes below this are whole characters, so changing them keeps text valid UTF-8. */
const FIRST_MULTIBYTE = 0x80;

/** Padding of an oversized text. */
const SPACE = 0x20;

/** Default size of an oversized message. Many clients accept up to 1 MiB. */
const DEFAULT_SIZE = 2 ** 20 + 1;

type Corrupt = (message: string | Buffer, random: Random, size: number) => Buffer;

const CORRUPTIONS: Readonly<Record<CorruptionKind, Corrupt>> = {
	utf8: (message) => {
		const payload = Buffer.from(message);
		const half = payload.length >> 1;
		return encodeRawFrame(TEXT_FRAME, Buffer.concat([payload.subarray(0, half), BAD_UTF8, payload.subarray(half)]));
	},
	rsv: (message) => encodeRawFrame(frameOpcodeOf(message), Buffer.from(message), { reserved: RESERVED_BIT }),
	control: () => encodeRawFrame(PING_FRAME, Buffer.alloc(0), { isFinal: false }),
	oversized: (message, _random, size) => {
		const payload = Buffer.from(message);
		const filling = Buffer.alloc(Math.max(0, size - payload.length), typeof message === "string" ? SPACE : 0);
		return encodeRawFrame(frameOpcodeOf(message), Buffer.concat([payload, filling]));
	},
	bytes: (message, random) => encodeRawFrame(frameOpcodeOf(message), withChangedBytes(message, random)),
};

export const CORRUPTION_KINDS = Object.keys(CORRUPTIONS) as ReadonlyArray<CorruptionKind>;

/**
 * Encodes `message` as a damaged frame, including its header.
 *
 * @param size Payload size of an oversized frame in bytes.
 */
export function corruptFrame(
	kind: CorruptionKind,
	message: string | Buffer,
	random: Random,
	size = DEFAULT_SIZE,
): Buffer {
	return CORRUPTIONS[kind](message, random, size);
}

function withChangedBytes(message: string | Buffer, random: Random): Buffer {
	const isText = typeof message === "string";
	const payload = Buffer.from(message);
	payload.forEach((byte, index) => {
		const isChosen = index === 0 || random() < CHANGED_SHARE;
		if (isChosen && (!isText || byte < FIRST_MULTIBYTE)) payload[index] = byte ^ 1;
	});
	return payload;
}
