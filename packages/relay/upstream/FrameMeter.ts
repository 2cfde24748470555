/**
 * Counts what a WebSocket receiver keeps of an unfinished message, which `ws` does not report.
 * Pure. Source: RFC 6455, section 5.2.
 */

/** Bytes that a slice costs beside its own while it is kept. */
const SLICE_COST = 256;
/** Opcodes from here on are control frames, which may stand between the fragments of a message. */
const CONTROL = 8;
const FINAL_BIT = 0x80;
const OPCODE_BITS = 0x0f;
const MASK_BIT = 0x80;
const LENGTH_BITS = 0x7f;
/** Values of the length that stand for a length of two, and of eight, bytes after it. */
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const HEAD_SIZE = 2;
const MASK_SIZE = 4;
/** Of the longest head. */
const MAX_HEAD_SIZE = 14;

export class FrameMeter {
	private readonly head = Buffer.alloc(MAX_HEAD_SIZE);
	private headSize = 0;
	/** Bytes of the current frame's payload that have not come. */
	private left = 0;
	/** Whether a message has begun whose last fragment has not. */
	private isFragmented = false;
	private kept = 0;

	/** Bytes of an unfinished message or frame. At most one slice too many. */
	public get size(): number {
		return this.kept;
	}

	/** Call with everything that comes, in order. */
	public read(slice: Buffer): void {
		let wasWhole = this.isWhole;
		for (let at = 0; at < slice.length;) {
			at = this.left > 0 ? this.skipPayload(slice, at) : this.readHead(slice, at);
			wasWhole ||= this.isWhole;
		}
		const cost = slice.length + SLICE_COST;
		if (this.isWhole) this.kept = 0;
		else this.kept = wasWhole ? cost : this.kept + cost;
	}

	/** Whether nothing is unfinished. */
	private get isWhole(): boolean {
		return this.headSize === 0 && this.left === 0 && !this.isFragmented;
	}

	private skipPayload(slice: Buffer, at: number): number {
		const size = Math.min(this.left, slice.length - at);
		this.left -= size;
		return at + size;
	}

	private readHead(slice: Buffer, at: number): number {
		const missing = this.wantedHead - this.headSize;
		const size = slice.copy(this.head, this.headSize, at, at + missing);
		this.headSize += size;
		if (this.headSize >= HEAD_SIZE && this.headSize === this.wantedHead) this.begin();
		return at + size;
	}

	/** Bytes of the head, as far as that is known. */
	private get wantedHead(): number {
		if (this.headSize < HEAD_SIZE) return HEAD_SIZE;
		const second = this.head.readUInt8(1);
		const length = second & LENGTH_BITS;
		const lengthSize = length === LENGTH_64 ? 8 : length === LENGTH_16 ? 2 : 0;
		return HEAD_SIZE + lengthSize + ((second & MASK_BIT) === 0 ? 0 : MASK_SIZE);
	}

	private begin(): void {
		const first = this.head.readUInt8(0);
		const length = this.head.readUInt8(1) & LENGTH_BITS;
		if (length === LENGTH_64) this.left = Number(this.head.readBigUInt64BE(HEAD_SIZE));
		else this.left = length === LENGTH_16 ? this.head.readUInt16BE(HEAD_SIZE) : length;
		if ((first & OPCODE_BITS) < CONTROL) this.isFragmented = (first & FINAL_BIT) === 0;
		this.headSize = 0;
	}
}
