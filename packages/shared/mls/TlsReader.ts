/**
 * Reads the TLS presentation language as used by MLS, front to back.
 * Pure. Source: RFC 9420, section 2.1.2; for the encoding of vectors see `tls.ts`.
 */

import { LENGTH_LIMITS } from "./tls.ts";

/** Thrown for invalid bytes. {@link decode} turns it into a value. */
export class MalformedError extends Error {}

export interface Malformed {
	readonly kind: "malformed";
	readonly reason: string;
}

/** Runs `read` on untrusted bytes. Malformed input becomes a value instead of an exception. */
export function decode<Value>(bytes: Buffer, read: (reader: TlsReader) => Value): Value | Malformed {
	try {
		return read(new TlsReader(bytes));
	} catch (error) {
		if (error instanceof MalformedError) return { kind: "malformed", reason: error.message };
		throw error;
	}
}

/** Every method advances the position. Throws {@link MalformedError} if the bytes end too early or are invalid. */
export class TlsReader {
	private at = 0;

	public constructor(private readonly bytes: Buffer) {}

	/** Number of bytes read so far. */
	public get position(): number {
		return this.at;
	}

	public get isAtEnd(): boolean {
		return this.at === this.bytes.length;
	}

	public u8(): number {
		return this.take(1).readUInt8();
	}

	public u16(): number {
		return this.take(2).readUInt16BE();
	}

	public u32(): number {
		return this.take(4).readUInt32BE();
	}

	public u64(): bigint {
		return this.take(8).readBigUInt64BE();
	}

	/** Reads a vector without its length. Returns a view, not a copy. */
	public vector(): Buffer {
		const from = this.at;
		const size = this.length();
		if (size > this.bytes.length - this.at) {
			throw new MalformedError(
				`vector at ${from} has ${size} bytes, but only ${this.bytes.length - this.at} remain`,
			);
		}
		return this.take(size);
	}

	/** Reads a vector of elements; `read` reads one element. */
	public list<Element>(read: (reader: TlsReader) => Element): ReadonlyArray<Element> {
		const inside = new TlsReader(this.vector());
		const elements: Array<Element> = [];
		while (!inside.isAtEnd) elements.push(read(inside));
		return elements;
	}

	/** Returns the bytes read since `from`, an earlier {@link position}. */
	public since(from: number): Buffer {
		return this.bytes.subarray(from, this.at);
	}

	/** Returns the unread bytes. */
	public rest(): Buffer {
		return this.bytes.subarray(this.at);
	}

	/** @throws MalformedError If the next u16 is not `expected`. */
	public expectU16(expected: number, name: string): void {
		const found = this.u16();
		if (found !== expected) throw new MalformedError(`${name} must be ${expected}, got ${found}`);
	}

	/** @throws MalformedError If the next byte is not `expected`. */
	public expectU8(expected: number, name: string): void {
		const found = this.u8();
		if (found !== expected) throw new MalformedError(`${name} must be ${expected}, got ${found}`);
	}

	/** @throws MalformedError If there are unread bytes. */
	public expectEnd(): void {
		if (!this.isAtEnd) throw new MalformedError(`${this.bytes.length - this.at} trailing bytes`);
	}

	private length(): number {
		const from = this.at;
		const first = this.u8();
		const size = first >> 6;
		if (size === 0) return first;
		if (size === 3) throw new MalformedError(`length at ${from} has an invalid prefix`);
		const value = size === 1 ? ((first & 0x3f) << 8) | this.u8() : (first & 0x3f) * 2 ** 24 + this.u24();
		// RFC 9420: a length must use the shortest encoding
		if (value < (size === 1 ? LENGTH_LIMITS.one : LENGTH_LIMITS.two)) {
			throw new MalformedError(`length at ${from} is not in its shortest form`);
		}
		return value;
	}

	private u24(): number {
		return this.take(3).readUIntBE(0, 3);
	}

	private take(size: number): Buffer {
		if (size > this.bytes.length - this.at) {
			throw new MalformedError(`expected ${size} bytes at ${this.at} of ${this.bytes.length}`);
		}
		this.at += size;
		return this.bytes.subarray(this.at - size, this.at);
	}
}
