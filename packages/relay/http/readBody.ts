/**
 * Reads a request's body into one buffer, so that it takes no more memory than it has bytes.
 */

import { finished, type Readable } from "node:stream";
import { BodyError } from "../codec/BodyError.ts";
import { Refusal } from "../link/refusal.ts";

/** Largest first buffer, in bytes: the client may never send the stated size. */
const FIRST_SIZE = 65_536;
/** Pieces of a body: clients write it in a few, and networks cut it into packets of more than 256 bytes. */
const PIECES = { least: 1024, size: 256 };

export interface BodyLimits {
	/** Bytes at most. */
	readonly size: number;
	/** Size that the head states, if it does. */
	readonly stated: number | undefined;
}

/**
 * Stops reading once it rejects.
 *
 * @throws Refusal `too_large`; before reading anything if the stated size is too large
 * @throws BodyError If it comes in too many pieces
 */
export async function readBody(stream: Readable, { size: limit, stated }: BodyLimits): Promise<Buffer> {
	if ((stated ?? 0) > limit) throw tooLarge(limit);
	const body = new GrowingBody(limit, stated);
	return new Promise((resolve, reject) => {
		// a listener sees each piece as it arrives
		const take = (piece: Buffer): void => {
			try {
				body.add(piece);
			} catch (error) {
				stream.off("data", take).pause();
				reject(error as Error);
			}
		};
		stream.on("data", take);
		finished(stream, { writable: false }, (error) => {
			if (error) reject(error);
			else resolve(body.bytes);
		});
	});
}

class GrowingBody {
	private readonly most: number;
	private buffer: Buffer;
	private size = 0;
	private pieces = 0;

	public constructor(
		private readonly limit: number,
		stated: number | undefined,
	) {
		this.most = stated ?? limit;
		this.buffer = Buffer.allocUnsafeSlow(Math.min(this.most, FIRST_SIZE));
	}

	public get bytes(): Buffer {
		return this.buffer.subarray(0, this.size);
	}

	/** @throws Refusal, BodyError */
	public add(piece: Buffer): void {
		const size = this.size + piece.length;
		this.pieces += 1;
		if (size > this.limit) throw tooLarge(this.limit);
		if (this.pieces > PIECES.least + this.size / PIECES.size) throw new BodyError("body comes in too many pieces");
		if (size > this.buffer.length) this.grow(size);
		piece.copy(this.buffer, this.size);
		this.size = size;
	}

	/** Doubles the size, so that copying costs no more than reading. */
	private grow(least: number): void {
		const next = Buffer.allocUnsafeSlow(Math.max(least, Math.min(this.buffer.length * 2, this.most)));
		this.buffer.copy(next);
		this.buffer = next;
	}
}

function tooLarge(limit: number): Refusal {
	return new Refusal("too_large", `body is above ${limit} bytes`, { limit });
}
