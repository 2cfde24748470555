/**
 * Text that many answers share, such as a segment of a room. Each form of it is made once, at the first answer that needs it,
 * and kept as long as the text.
 */

import { promisify } from "node:util";
import { constants, deflateRaw } from "node:zlib";
import { escapedSize, writeEscaped } from "./escapeJson.ts";

const deflate = promisify(deflateRaw);
/** Ends at a byte and refers to nothing before it, so that pieces can be joined in any order. Never the last block. */
const JOINABLE = { finishFlush: constants.Z_FULL_FLUSH, level: constants.Z_BEST_COMPRESSION };

/** Bytes that answers share, and their deflate blocks. */
export class SharedBytes {
	private blocks: Promise<Buffer> | undefined;

	public constructor(public readonly bytes: Buffer) {}

	/** Deflate blocks of the bytes (RFC 1951), byte-aligned, without a last one. */
	public get packed(): Promise<Buffer> {
		return (this.blocks ??= deflate(this.bytes, JOINABLE));
	}
}

export class SharedText {
	/** UTF-8. */
	public readonly plain: SharedBytes;
	private inString: SharedBytes | undefined;

	public constructor(bytes: Buffer) {
		this.plain = new SharedBytes(bytes);
	}

	/** As it stands in a JSON string, without quotes. */
	public get escaped(): SharedBytes {
		return (this.inString ??= new SharedBytes(escape(this.plain.bytes)));
	}
}

const known = new WeakMap<Buffer, SharedText>();

/** Returns the one shared text of these bytes, which must not change. */
export function sharedText(bytes: Buffer): SharedText {
	const found = known.get(bytes);
	if (found !== undefined) return found;
	const text = new SharedText(bytes);
	known.set(bytes, text);
	return text;
}

function escape(bytes: Buffer): Buffer {
	const escaped = Buffer.allocUnsafeSlow(escapedSize(bytes));
	writeEscaped(bytes, escaped, 0);
	return escaped;
}
