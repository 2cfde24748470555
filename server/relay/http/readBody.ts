/**
 * Reads a request's body into one buffer, so that it costs what it has, in whatever pieces it comes.
 */

import type { Readable } from "node:stream";
import { BodyError } from "../codec/BodyError.ts";
import { Refusal } from "../link/refusal.ts";

/** Bytes of the first buffer, if the head does not state the size. */
const FIRST_SIZE = 16_384;
/** Pieces of a body: clients write it in a few, and networks cut it into packets of more than 256 bytes. */
const PIECES = { least: 1024, size: 256 };

export interface BodyLimits {
	/** Bytes at most. */
	readonly size: number;
	/** Size that the head states, if it does. */
	readonly stated: number | undefined;
}

/**
 * @throws Refusal `too_large`; before anything is read if the stated size is
 * @throws BodyError If it comes in too many pieces
 */
export async function readBody(stream: Readable, { size: limit, stated }: BodyLimits): Promise<Buffer> {
	if ((stated ?? 0) > limit) throw tooLarge(limit);
	let bytes = Buffer.allocUnsafeSlow(stated ?? FIRST_SIZE);
	let size = 0;
	let pieces = 0;
	for await (const piece of stream as AsyncIterable<Buffer>) {
		pieces += 1;
		if (size + piece.length > limit) throw tooLarge(limit);
		if (pieces > PIECES.least + size / PIECES.size) throw new BodyError("body comes in too many pieces");
		if (size + piece.length > bytes.length) bytes = grown(bytes, size + piece.length, limit);
		piece.copy(bytes, size);
		size += piece.length;
	}
	return bytes.subarray(0, size);
}

/** Twice as large, so that copying costs no more than reading. */
function grown(bytes: Buffer, least: number, most: number): Buffer {
	const next = Buffer.allocUnsafeSlow(Math.max(least, Math.min(bytes.length * 2, most)));
	bytes.copy(next);
	return next;
}

function tooLarge(limit: number): Refusal {
	return new Refusal("too_large", `body is above ${limit} bytes`, { limit });
}
