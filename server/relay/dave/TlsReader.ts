/**
 * Reads what MLS writes.
 * Pure. Source: RFC 9420, section 2.1.2, "Variable-Size Vector Length Headers".
 */

/** The bytes are not what they must be. */
export class TlsError extends Error {}

/** Bytes of a length header, by its first two bits; 3 is not allowed. */
const HEADER_SIZES = [1, 2, 4] as const;
/** Of the first byte of a length header: the bits that are not its size. */
const FIRST_BITS = 0x3f;
const BYTE = 0x100;

export class TlsReader {
	private offset = 0;

	public constructor(private readonly bytes: Buffer) {}

	public get isAtEnd(): boolean {
		return this.offset === this.bytes.length;
	}

	/** Bytes read so far. */
	public get position(): number {
		return this.offset;
	}

	/** @throws TlsError If so many are not left. */
	public take(size: number): Buffer {
		const end = this.offset + size;
		if (end > this.bytes.length)
			throw new TlsError(`${size} bytes wanted, ${this.bytes.length - this.offset} left`);
		const taken = this.bytes.subarray(this.offset, end);
		this.offset = end;
		return taken;
	}

	/** @throws TlsError */
	public u8(): number {
		return this.take(1).readUInt8();
	}

	/** @throws TlsError */
	public u16(): number {
		return this.take(2).readUInt16BE();
	}

	/** Reads a vector. @throws TlsError */
	public vector(): Buffer {
		const first = this.u8();
		const headerSize = HEADER_SIZES[first >> 6];
		if (headerSize === undefined) throw new TlsError("length header of a vector must not begin with 11");
		let size = first & FIRST_BITS;
		for (const byte of this.take(headerSize - 1)) size = size * BYTE + byte;
		return this.take(size);
	}

	/** Reads what was read since `start`, once more. */
	public since(start: number): Buffer {
		return this.bytes.subarray(start, this.offset);
	}
}

/** Writes a vector. */
export function tlsVector(bytes: Buffer): Buffer {
	return Buffer.concat([lengthHeader(bytes.length), bytes]);
}

function lengthHeader(size: number): Buffer {
	if (size < 2 ** 6) return Buffer.of(size);
	if (size < 2 ** 14) return Buffer.of((size >> 8) | 0x40, size % BYTE);
	const header = Buffer.alloc(4);
	header.writeUInt32BE(size + 2 ** 31);
	return header;
}
