/**
 * Kinds of damage to a message.
 * Pure: what is random comes in.
 */

import type { Random } from "../../shared/random.ts";
import { encodeRawFrame, frameOpcodeOf, PING_FRAME, TEXT_FRAME } from "./rawFrame.ts";

/**
 * - `utf8`: a text frame that is not UTF-8. A client must fail the connection (RFC 6455, 8.1).
 * - `rsv`: a reserved bit is set that no extension defines. A client must fail the connection (RFC 6455, 5.2).
 * - `control`: a ping in its place that is only a fragment. A client must fail the connection (RFC 6455, 5.5).
 * - `oversized`: filled up to a size, text with spaces, which JSON allows, bytes with zeros. A client may have a limit.
 * - `bytes`: the frame is in order, but the first byte and some others of its payload are not.
 */
export type CorruptionKind = "utf8" | "rsv" | "control" | "oversized" | "bytes";

/** Starts a two-byte character, and `(` is no second byte. */
const BAD_UTF8 = Buffer.from([0xc3, 0x28]);

/** RSV2: RSV1 would be taken for a compressed message where compression was agreed on. */
const RESERVED_BIT = 0b010;

/** Share of bytes behind the first one that are changed. */
const CHANGED_SHARE = 1 / 8;

/** Bytes below are characters of their own, so a text stays UTF-8 when they change. */
const FIRST_MULTIBYTE = 0x80;

/** What an oversized text is filled up with. */
const SPACE = 0x20;

/** Bytes of an oversized message unless told otherwise: many a client takes 1 MiB. */
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
 * Writes `message` as a damaged frame, header included.
 *
 * @param size Bytes of the payload of an oversized one.
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
