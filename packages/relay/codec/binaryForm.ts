/**
 * Binary form of requests and answers, little-endian.
 * Pure. Source: docs/relay.md, "Binary form".
 *
 *     request   u8 version   u8 flags   u32 ack   u32 wait_ms   records
 *     answer    u8 version   u8 flags   u32 ack   u16 pace_ms   records
 *     record    u32 number   u16 socket   u8 type   u32 size   bytes
 */

import type { DownType } from "../../../src/protocol/relay/recordType.ts";
import { BodyError, indexed } from "./BodyError.ts";
import { checkCount } from "./checkCount.ts";
import { checkNumbers } from "./checkNumbers.ts";
import { decodeUtf8, parseObject } from "./field.ts";
import { bytesPart, joinParts, type Part } from "./pieces.ts";
import { sharedList, sharedListSize } from "./sharedList.ts";
import {
	asUpType,
	type Answer,
	type DownRecord,
	type EncodedRecord,
	type Form,
	type LinkRequest,
	type SharedRecord,
	type UpContent,
	type UpRecord,
} from "./record.ts";

const VERSION = 1;
const REQUEST_HEAD_SIZE = 10;
const ANSWER_HEAD_SIZE = 8;
const RECORD_HEAD_SIZE = 11;
/** Stands for an absent `wait_ms`. */
const NO_WAIT = 2 ** 32 - 1;
const MAX_PACE = 2 ** 16 - 1;
const MORE = 1;
const SUPERSEDED = 2;

/** Reads the body of a poll or send. Its bytes are copied. @throws BodyError, Refusal `too_large` */
export function decodeBinaryRequest(body: Buffer, maxRecords = Infinity): LinkRequest {
	if (body.length < REQUEST_HEAD_SIZE) {
		throw new BodyError(`body must have at least ${REQUEST_HEAD_SIZE} bytes, got ${body.length}`);
	}
	const version = body.readUInt8(0);
	if (version !== VERSION)
		throw new BodyError(`version must be ${VERSION}, got ${version}`, undefined, "bad_version");
	const waitMs = body.readUInt32LE(6);
	const up: Array<UpRecord> = [];
	for (let offset = REQUEST_HEAD_SIZE; offset < body.length;) {
		checkCount(up.length + 1, maxRecords);
		const end = recordEnd(body, offset, up.length);
		up.push(decodeRecord(body.subarray(offset, end), up.length));
		offset = end;
	}
	checkNumbers(up);
	return { ack: body.readUInt32LE(2), waitMs: waitMs === NO_WAIT ? undefined : waitMs, up };
}

function recordEnd(body: Buffer, offset: number, index: number): number {
	const left = body.length - offset;
	if (left < RECORD_HEAD_SIZE) throw new BodyError("head of a record is cut off", index);
	const size = body.readUInt32LE(offset + 7);
	if (size > left - RECORD_HEAD_SIZE) {
		throw new BodyError(`record has ${size} bytes, but ${left - RECORD_HEAD_SIZE} are left`, index);
	}
	return offset + RECORD_HEAD_SIZE + size;
}

function decodeRecord(record: Buffer, index: number): UpRecord {
	const number = record.readUInt32LE(0);
	const socket = record.readUInt16LE(4);
	const letter = String.fromCharCode(record.readUInt8(6));
	if (number === 0) throw new BodyError("record number must be above 0", index);
	if (socket === 0) throw new BodyError("socket must be above 0", index);
	return { number, socket, ...indexed(index, () => decodeContent(letter, record.subarray(RECORD_HEAD_SIZE))) };
}

function decodeContent(letter: string, bytes: Buffer): UpContent {
	const type = asUpType(letter);
	// a view would keep the whole body in memory while the record waits
	if (type === "b") return { type, data: Buffer.from(bytes) };
	const text = decodeUtf8(bytes, `data of ${type}`);
	if (type === "t") return { type, data: text };
	return { type, data: parseObject(text, `data of ${type}`) };
}

export const binaryForm: Form = {
	contentType: "application/vnd.relay-link.v1",
	recordSize: (record) => (Buffer.isBuffer(record) ? record.length : RECORD_HEAD_SIZE + listSize(record)),
	answerSize: ({ downSize }) => ANSWER_HEAD_SIZE + downSize,
	answerParts,
	encodeAnswer: (answer) => joinParts(answerParts(answer)),
};

function* answerParts(answer: Answer): Generator<Part, void> {
	yield bytesPart(encodeAnswerHead(answer));
	for (const record of answer.down) yield* recordParts(record);
}

function* recordParts(record: EncodedRecord): Generator<Part, void> {
	if (Buffer.isBuffer(record)) {
		yield bytesPart(record);
		return;
	}
	const head = Buffer.allocUnsafe(RECORD_HEAD_SIZE);
	writeRecordHead(head, { ...record, type: "t", size: listSize(record) });
	yield* sharedList(
		head,
		record.texts.map(({ plain }) => plain),
		"",
	);
}

function listSize({ texts }: SharedRecord): number {
	return sharedListSize(texts.map(({ plain }) => plain));
}

/** Encodes a waiting down record. It shares no memory with other records, because it is kept until the client acknowledges it. */
export function encodeDownRecord({ number, socket, type, data }: DownRecord): Buffer {
	const size = Buffer.byteLength(data);
	const record = Buffer.allocUnsafeSlow(RECORD_HEAD_SIZE + size);
	writeRecordHead(record, { number, socket, type, size });
	if (typeof data === "string") record.write(data, RECORD_HEAD_SIZE, "utf8");
	else data.copy(record, RECORD_HEAD_SIZE);
	return record;
}

function writeRecordHead(
	target: Buffer,
	{ number, socket, type, size }: Omit<DownRecord, "data"> & { readonly size: number },
): void {
	target.writeUInt32LE(number, 0);
	target.writeUInt16LE(socket, 4);
	target.writeUInt8(type.charCodeAt(0), 6);
	target.writeUInt32LE(size, 7);
}

/** Decodes a waiting record. Its data is a view. */
export function decodeDownRecord(bytes: Buffer): DownRecord & { readonly data: Buffer } {
	return {
		number: bytes.readUInt32LE(0),
		socket: bytes.readUInt16LE(4),
		type: String.fromCharCode(bytes.readUInt8(6)) as DownType,
		data: bytes.subarray(RECORD_HEAD_SIZE),
	};
}

function encodeAnswerHead({ ack, more, paceMs, superseded }: Answer): Buffer {
	const head = Buffer.allocUnsafe(ANSWER_HEAD_SIZE);
	head.writeUInt8(VERSION, 0);
	head.writeUInt8((more ? MORE : 0) | (superseded ? SUPERSEDED : 0), 1);
	head.writeUInt32LE(ack, 2);
	head.writeUInt16LE(Math.min(paceMs, MAX_PACE), 6);
	return head;
}
