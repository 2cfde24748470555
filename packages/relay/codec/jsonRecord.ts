/**
 * A down record in JSON form, written from a waiting record: `[number, socket, type, data]`.
 * Pure. Source: docs/relay.md, "Poll and send".
 */

import { DOWN_RECORDS, type DataKind } from "../../../src/protocol/relay/recordType.ts";
import { decodeDownRecord } from "./binaryForm.ts";
import { escapedSize, writeEscaped } from "./escapeJson.ts";
import type { Part } from "./pieces.ts";
import type { EncodedRecord, SharedRecord } from "./record.ts";
import { sharedList, sharedListSize } from "./sharedList.ts";

/** Bytes of data that one part writes: a multiple of three, so that the base64 of the parts can be joined. */
const SLICE_SIZE = 98_304;

/** How data of a kind is written in JSON. */
interface Notation {
	/** Written before and after the data. */
	readonly quote: string;
	readonly size: (data: Buffer) => number;
	readonly write: (data: Buffer, target: Buffer, offset: number) => void;
}

const ESCAPED: Notation = { quote: '"', size: escapedSize, write: writeEscaped };
const BASE64: Notation = {
	quote: '"',
	size: ({ length }) => Math.ceil(length / 3) * 4,
	write: (data, target, offset) => target.write(data.toString("base64"), offset, "latin1"),
};
/** Data that is already JSON. */
const PLAIN: Notation = {
	quote: "",
	size: ({ length }) => length,
	write: (data, target, offset) => data.copy(target, offset),
};
const NOTATIONS: Readonly<Record<DataKind, Notation>> = { text: ESCAPED, bytes: BASE64, object: PLAIN };

/** Bytes of the record. */
export function jsonRecordSize(record: EncodedRecord): number {
	if (!Buffer.isBuffer(record)) return sharedHead(record).length + escapedSizeOf(record) + SHARED_TAIL.length;
	const { head, tail, data, notation } = open(record);
	return head.length + notation.size(data) + tail.length;
}

/** The record, in several parts if it is large. @param before Text to write before it. */
export function* jsonRecordParts(record: EncodedRecord, before: string): Generator<Part, void> {
	if (!Buffer.isBuffer(record)) {
		const texts = record.texts.map(({ escaped }) => escaped);
		return yield* sharedList(Buffer.from(before + sharedHead(record)), texts, SHARED_TAIL);
	}
	const { head, tail, data, notation } = open(record);
	let start = 0;
	do {
		const slice = data.subarray(start, start + SLICE_SIZE);
		const isLast = start + SLICE_SIZE >= data.length;
		yield new SlicePart(start === 0 ? before + head : "", slice, notation, isLast ? tail : "");
		start += SLICE_SIZE;
	} while (start < data.length);
}

const SHARED_TAIL = '"]';

function sharedHead({ number, socket }: SharedRecord): string {
	return `[${number},${socket},"t","`;
}

function escapedSizeOf({ texts }: SharedRecord): number {
	return sharedListSize(texts.map(({ escaped }) => escaped));
}

class SlicePart implements Part {
	public readonly size: number;
	private readonly dataSize: number;

	public constructor(
		private readonly head: string,
		private readonly data: Buffer,
		private readonly notation: Notation,
		private readonly tail: string,
	) {
		this.dataSize = notation.size(data);
		this.size = head.length + this.dataSize + tail.length;
	}

	public write(target: Buffer, offset: number): void {
		target.write(this.head, offset, "latin1");
		this.notation.write(this.data, target, offset + this.head.length);
		target.write(this.tail, offset + this.head.length + this.dataSize, "latin1");
	}
}

function open(record: Buffer): {
	readonly head: string;
	readonly tail: string;
	readonly data: Buffer;
	readonly notation: Notation;
} {
	const { number, socket, type, data } = decodeDownRecord(record);
	const notation = NOTATIONS[DOWN_RECORDS[type].data];
	return { head: `[${number},${socket},"${type}",${notation.quote}`, tail: `${notation.quote}]`, data, notation };
}
