/**
 * Writes parts as one gzip member, from deflate blocks that were made once for all answers. Parts of a single answer become
 * stored blocks, since they are small.
 * Pure. Source: RFC 1951, section 3.2.4, and RFC 1952, section 2.3.
 */

import { crc32 } from "node:zlib";
import type { Part } from "./pieces.ts";

/** Magic number, method deflate, no flags, no time, unknown system. */
const HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]);
/** CRC-32 and size. */
const TAIL_SIZE = 8;
const STORED_HEAD_SIZE = 5;
const MOST_STORED = 65_535;
/** An empty stored block that is the last one. */
const LAST_BLOCK = Buffer.from([1, 0, 0, 0xff, 0xff]);
const SIZE_RANGE = 2 ** 32;

/** @returns The member, or `undefined` if it would have more than `most` bytes. */
export async function gzipParts(parts: ReadonlyArray<Part>, most: number): Promise<Buffer | undefined> {
	const pieces: Array<Buffer> = [HEAD];
	let own: Array<Part> = [];
	const checksum = new Checksum();
	for (const part of parts) {
		if (part.shared === undefined) {
			own.push(part);
			continue;
		}
		pieces.push(...store(own, checksum));
		own = [];
		checksum.add(part.shared.bytes);
		pieces.push(await part.shared.packed);
	}
	pieces.push(...store(own, checksum), LAST_BLOCK, checksum.tail());
	const size = pieces.reduce((sum, { length }) => sum + length, 0);
	return size > most ? undefined : Buffer.concat(pieces, size);
}

/** CRC-32 and size of what was added. */
class Checksum {
	private crc = 0;
	private size = 0;

	public add(bytes: Buffer): void {
		this.crc = crc32(bytes, this.crc);
		this.size += bytes.length;
	}

	public tail(): Buffer {
		const tail = Buffer.allocUnsafe(TAIL_SIZE);
		tail.writeUInt32LE(this.crc, 0);
		tail.writeUInt32LE(this.size % SIZE_RANGE, 4);
		return tail;
	}
}

/** Stored blocks of parts. */
function* store(parts: ReadonlyArray<Part>, checksum: Checksum): Generator<Buffer, void> {
	const bytes = Buffer.allocUnsafe(parts.reduce((sum, { size }) => sum + size, 0));
	let end = 0;
	for (const part of parts) {
		part.write(bytes, end);
		end += part.size;
	}
	checksum.add(bytes);
	for (let from = 0; from < bytes.length; from += MOST_STORED) {
		const block = bytes.subarray(from, from + MOST_STORED);
		const head = Buffer.allocUnsafe(STORED_HEAD_SIZE);
		head.writeUInt8(0, 0);
		head.writeUInt16LE(block.length, 1);
		head.writeUInt16LE(~block.length & MOST_STORED, 3);
		yield head;
		yield block;
	}
}
