/**
 * Takes bytes, numbers and texts from the front of a term.
 * Pure. Every method throws EtfError where the bytes end too soon; nothing is allocated for bytes that are not there.
 */

import { isUtf8 } from "node:buffer";
import { EtfError } from "./EtfError.ts";

export class EtfReader {
	private readonly bytes: Buffer;
	private offset = 0;

	public constructor(bytes: Uint8Array) {
		this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	/** Bytes not yet taken. */
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

	/** Takes `size` bytes; a view, not a copy. */
	public take(size: number): Buffer {
		const start = this.advance(size);
		return this.bytes.subarray(start, start + size);
	}

	/** Takes `size` bytes as Latin-1. */
	public latin1(size: number): string {
		return this.take(size).toString("latin1");
	}

	/** Takes `size` bytes as UTF-8. @throws EtfError If they are something else. */
	public utf8(size: number): string {
		const bytes = this.take(size);
		if (!isUtf8(bytes)) throw new EtfError(`text of ${size} bytes is not UTF-8`);
		return bytes.toString("utf8");
	}

	/**
	 * Checks the count of elements that follow before anybody makes room for them.
	 *
	 * @param size Bytes that one takes at the least.
	 */
	public checkCount(count: number, size: number): void {
		if (count * size <= this.remaining) return;
		throw new EtfError(`${count} elements are announced, but only ${this.remaining} bytes follow`);
	}

	private advance(size: number): number {
		if (size > this.remaining) throw new EtfError(`${size} bytes are needed, but only ${this.remaining} follow`);
		const start = this.offset;
		this.offset += size;
		return start;
	}
}
