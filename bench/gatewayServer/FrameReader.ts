/**
 * Splits a stream into a server's unmasked frames (RFC 6455, section 5.2).
 * Pure. Fast rather than complete: the stream is known to be valid.
 */

const SIZE_MASK = 0x7f;
const SIZE_IS_U16 = 126;
const SIZE_IS_U64 = 127;

export class FrameReader {
	/** Start of a frame that is not complete yet. */
	private rest: Buffer | undefined;

	/** @param onFrame Called with the start and end of each payload in `bytes`, which are valid only during the call. */
	public constructor(private readonly onFrame: (bytes: Buffer, start: number, end: number) => void) {}

	public read(chunk: Buffer): void {
		const bytes = this.rest === undefined ? chunk : Buffer.concat([this.rest, chunk]);
		let offset = 0;
		while (offset < bytes.length) {
			const start = payloadStart(bytes, offset);
			const end = start === undefined ? Infinity : start + payloadSize(bytes, offset);
			if (start === undefined || end > bytes.length) break;
			this.onFrame(bytes, start, end);
			offset = end;
		}
		this.rest = offset === bytes.length ? undefined : Buffer.from(bytes.subarray(offset));
	}
}

/** Returns the start of the payload of the frame at `offset`, or undefined if its header is incomplete. */
function payloadStart(bytes: Buffer, offset: number): number | undefined {
	if (offset + 2 > bytes.length) return undefined;
	const size = bytes[offset + 1]! & SIZE_MASK;
	const start = offset + (size === SIZE_IS_U64 ? 10 : size === SIZE_IS_U16 ? 4 : 2);
	return start > bytes.length ? undefined : start;
}

function payloadSize(bytes: Buffer, offset: number): number {
	const size = bytes[offset + 1]! & SIZE_MASK;
	if (size === SIZE_IS_U64) return Number(bytes.readBigUInt64BE(offset + 2));
	return size === SIZE_IS_U16 ? bytes.readUInt16BE(offset + 2) : size;
}
