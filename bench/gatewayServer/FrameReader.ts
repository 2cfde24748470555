/**
 * Reads the frames of a server out of a stream: unmasked ones, as RFC 6455 (section 5.2) has them.
 * Pure. Light rather than complete: what it gets is known to be in order.
 */

const SIZE_MASK = 0x7f;
const SIZE_IS_U16 = 126;
const SIZE_IS_U64 = 127;

export class FrameReader {
	/** The begin of a frame whose end has not come. */
	private rest: Buffer | undefined;

	/** @param onFrame Gets where a payload begins and ends in `bytes`, which is only lent. */
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

/** Where the payload of the frame at `offset` begins; `undefined` if not all of its header is there. */
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
