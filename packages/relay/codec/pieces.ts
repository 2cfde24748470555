/**
 * Writes an answer in pieces, so that a large answer takes little memory and little time at once.
 * Pure.
 */

import type { SharedBytes } from "./SharedText.ts";

/** A part of an answer, written on demand. */
export interface Part {
	/** Bytes. */
	readonly size: number;
	/** Set if other answers have the same part. */
	readonly shared?: SharedBytes;
	/** Writes exactly `size` bytes. */
	write(target: Buffer, offset: number): void;
}

/** Bytes at which a piece is complete: an answer of the usual `max_body` is one piece. */
export const PIECE_SIZE = 1_310_720;

/** A part that already exists. */
export function bytesPart(bytes: Buffer): Part {
	return { size: bytes.length, write: (target, offset) => void bytes.copy(target, offset) };
}

/** A part that other answers have too. */
export function sharedPart(shared: SharedBytes): Part {
	return { ...bytesPart(shared.bytes), shared };
}

/** Joins parts into pieces of at least {@link PIECE_SIZE} bytes, except the last. Each piece is made on demand. */
export function* joinParts(parts: Iterable<Part>): Generator<Buffer, void> {
	let waiting: Array<Part> = [];
	let size = 0;
	for (const part of parts) {
		waiting.push(part);
		size += part.size;
		if (size < PIECE_SIZE) continue;
		yield join(waiting, size);
		waiting = [];
		size = 0;
	}
	if (size > 0) yield join(waiting, size);
}

function join(parts: ReadonlyArray<Part>, size: number): Buffer {
	// not from the pool: a piece is kept until the client has read it
	const piece = Buffer.allocUnsafeSlow(size);
	let offset = 0;
	for (const part of parts) {
		part.write(piece, offset);
		offset += part.size;
	}
	return piece;
}
