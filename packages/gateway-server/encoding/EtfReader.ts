/**
 * Reads bytes, numbers and text from the front of a term.
 * Pure. Every method throws EtfError if the input is too short. Never allocates for bytes that are not there.
 */

import { isUtf8 } from "node:buffer";
import { EtfError } from "./EtfError.ts";

export class EtfReader {
	private readonly bytes: Buffer;
	private offset = 0;

	public constructor(bytes: Uint8Array) {
		this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	/** Number of unread bytes. */
	public get remaining(): number {
		return this.bytes.length - this.offset;
	}

	public u8(): number {
		return this.bytes.readUInt8(this.advance(1));
	}

	public u16(): number {
		return this.bytes.readUInt16BE(this.advance(2));
	}

	public u32(): number {
		return this.bytes.readUInt32BE(this.advance(4));
	}

	public i32(): number {
		return this.bytes.readInt32BE(this.advance(4));
	}

	public f64(): number {
		return this.bytes.readDoubleBE(this.advance(8));
	}

	/** Reads `size` bytes. Returns a view, not a copy. */
	public take(size: number): Buffer {
		const start = this.advance(size);
		return this.bytes.subarray(start, start + size);
	}

	/** Reads `size` bytes as Latin-1. */
	public latin1(size: number): string {
		return this.take(size).toString("latin1");
	}

	/** Reads `size` bytes as UTF-8. @throws EtfError If they are not UTF-8. */
	public utf8(size: number): string {
		const bytes = this.take(size);
		if (!isUtf8(bytes)) throw new EtfError(`text of ${size} bytes is not UTF-8`);
		return bytes.toString("utf8");
	}

	/**
	 * Checks an element count before any memory is allocated for it.
	 *
	 * @param size Minimum number of bytes per element.
	 */
	public checkCount(count: number, size: number): void {
		if (count * size <= this.remaining) return;
		throw new EtfError(`expected ${count} elements, but only ${this.remaining} bytes remain`);
	}

	private advance(size: number): number {
		if (size > this.remaining) throw new EtfError(`expected ${size} bytes, but only ${this.remaining} remain`);
		const start = this.offset;
		this.offset += size;
		return start;
	}
}
