/**
 * Reads the TLS presentation language as MLS uses it, from the front to the back.
 * Pure. Source: RFC 9420, section 2.1.2; the layout of a vector is drawn in `tls.ts`.
 */

import { LENGTH_LIMITS } from "./tls.ts";

/** Bytes that are not what they should be. Meant for {@link decode}, which makes a value of it. */
export class MalformedError extends Error {}

export interface Malformed {
	readonly kind: "malformed";
	readonly reason: string;
}

/** Runs `read` on bytes of another side. Never errors: what cannot be read is a value. */
export function decode<Value>(bytes: Buffer, read: (reader: TlsReader) => Value): Value | Malformed {
	try {
		return read(new TlsReader(bytes));
	} catch (error) {
		if (error instanceof MalformedError) return { kind: "malformed", reason: error.message };
		throw error;
	}
}

/** Every method moves on, and throws {@link MalformedError} where the bytes end too early or are wrong. */
export class TlsReader {
	private at = 0;

	public constructor(private readonly bytes: Buffer) {}

	/** Bytes read so far. */
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

	/** Reads a vector, without its length. A view, not a copy. */
	public vector(): Buffer {
		const from = this.at;
		const size = this.length();
		if (size > this.bytes.length - this.at) {
			throw new MalformedError(
				`vector at ${from} has ${size} bytes, but ${this.bytes.length - this.at} are left`,
			);
		}
		return this.take(size);
	}

	/** Reads a vector whose elements `read` takes one by one. */
	public list<Element>(read: (reader: TlsReader) => Element): ReadonlyArray<Element> {
		const inside = new TlsReader(this.vector());
		const elements: Array<Element> = [];
		while (!inside.isAtEnd) elements.push(read(inside));
		return elements;
	}

	/** What was read since `from`, a former {@link position}. */
	public since(from: number): Buffer {
		return this.bytes.subarray(from, this.at);
	}

	/** What was not read yet. */
	public rest(): Buffer {
		return this.bytes.subarray(this.at);
	}

	/** @throws MalformedError If the next u16 is another one. */
	public expectU16(expected: number, name: string): void {
		const found = this.u16();
		if (found !== expected) throw new MalformedError(`${name} must be ${expected}, got ${found}`);
	}

	/** @throws MalformedError If the next byte is another one. */
	public expectU8(expected: number, name: string): void {
		const found = this.u8();
		if (found !== expected) throw new MalformedError(`${name} must be ${expected}, got ${found}`);
	}

	/** @throws MalformedError If bytes are left. */
	public expectEnd(): void {
		if (!this.isAtEnd) throw new MalformedError(`${this.bytes.length - this.at} bytes are left over`);
	}

	private length(): number {
		const from = this.at;
		const first = this.u8();
		const size = first >> 6;
		if (size === 0) return first;
		if (size === 3) throw new MalformedError(`length at ${from} has no such form`);
		const value = size === 1 ? ((first & 0x3f) << 8) | this.u8() : (first & 0x3f) * 2 ** 24 + this.u24();
		// RFC 9420: a length that could be shorter is malformed
		if (value < (size === 1 ? LENGTH_LIMITS.one : LENGTH_LIMITS.two)) {
			throw new MalformedError(`length at ${from} is written longer than it must be`);
		}
		return value;
	}

	private u24(): number {
		return this.take(3).readUIntBE(0, 3);
	}

	private take(size: number): Buffer {
		if (size > this.bytes.length - this.at) {
			throw new MalformedError(`${size} bytes wanted at ${this.at} of ${this.bytes.length}`);
		}
		this.at += size;
		return this.bytes.subarray(this.at - size, this.at);
	}
}
