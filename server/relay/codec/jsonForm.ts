/**
 * JSON form of requests and answers: a record is `[number, socket, type, data]`.
 * Pure. Source: docs/relay.md, "Poll and send".
 */

import { BodyError } from "./BodyError.ts";
import { checkCount } from "./checkCount.ts";
import { checkJson, jsonLimits } from "./checkJson.ts";
import { checkNumbers } from "./checkNumbers.ts";
import { asInteger, asObject, asOptionalInteger, decodeBase64, decodeUtf8, parseObject } from "./field.ts";
import {
	MAX_NUMBER,
	MAX_SOCKET,
	UP_TYPES,
	type Answer,
	type DownRecord,
	type Form,
	type LinkRequest,
	type UpContent,
	type UpObjectType,
	type UpRecord,
} from "./record.ts";

const COMMA = ",".charCodeAt(0);
/** Fields of a JSON record. */
const RECORD_LENGTH = 4;

/** Reads the body of a poll or send. @throws BodyError, Refusal `too_large` */
export function decodeJsonRequest(body: Buffer, maxRecords = Infinity): LinkRequest {
	checkJson(body, jsonLimits(maxRecords));
	const { ack, wait_ms, up } = parseObject(decodeUtf8(body, "body"), "body");
	return {
		ack: asInteger(ack, "ack", 0, MAX_NUMBER),
		waitMs: asOptionalInteger(wait_ms, "wait_ms", 0, MAX_NUMBER),
		up: decodeUp(up, maxRecords),
	};
}

/** Reads `up`. @throws BodyError, Refusal `too_large` */
export function decodeUp(up: unknown, maxRecords = Infinity): ReadonlyArray<UpRecord> {
	if (up === undefined || up === null) return [];
	if (!Array.isArray(up)) throw new BodyError("up must be an array");
	checkCount(up.length, maxRecords);
	const records = up.map((record, index) => indexed(index, () => decodeRecord(record)));
	checkNumbers(records);
	return records;
}

function decodeRecord(value: unknown): UpRecord {
	if (!Array.isArray(value) || value.length !== RECORD_LENGTH) {
		throw new BodyError(`record must be an array of ${RECORD_LENGTH}`);
	}
	const [number, socket, type, data] = value as Array<unknown>;
	return {
		number: asInteger(number, "record number", 1, MAX_NUMBER),
		socket: asInteger(socket, "socket", 1, MAX_SOCKET),
		...decodeContent(type, data),
	};
}

function decodeContent(type: unknown, data: unknown): UpContent {
	if (typeof type !== "string" || !UP_TYPES.has(type)) {
		throw new BodyError(`type must be one of ${[...UP_TYPES].join(", ")}`);
	}
	if (type !== "t" && type !== "b") return { type: type as UpObjectType, data: asObject(data, `data of ${type}`) };
	if (typeof data !== "string") throw new BodyError(`data of ${type} must be a string`);
	if (type === "t") {
		if (data.isWellFormed()) return { type, data };
		throw new BodyError("data of t must not have half of a surrogate pair");
	}
	const bytes = decodeBase64(data);
	if (bytes === undefined) throw new BodyError("data of b must be base64 with padding");
	return { type, data: bytes };
}

/** Adds to an error which record it is about. */
function indexed<Result>(index: number, read: () => Result): Result {
	try {
		return read();
	} catch (error) {
		throw error instanceof BodyError ? new BodyError(error.message, index) : error;
	}
}

export const jsonForm: Form = { contentType: "application/json", encodeRecord, encodeAnswer };

function encodeRecord({ number, socket, type, data }: DownRecord): Buffer {
	const text = `[${number},${socket},"${type}",${encodeData(type, data)}]`;
	const record = Buffer.allocUnsafeSlow(Buffer.byteLength(text));
	record.write(text);
	return record;
}

function encodeData(type: DownRecord["type"], data: string | Buffer): string {
	if (typeof data !== "string") return `"${data.toString("base64")}"`;
	return type === "t" ? JSON.stringify(data) : data;
}

function encodeAnswer({ ack, down, more, paceMs, superseded }: Answer): Buffer {
	const tail = `],"more":${more},"pace_ms":${paceMs}${superseded ? ',"superseded":true' : ""}}`;
	return joinRecords(Buffer.from(`{"ack":${ack},"down":[`), down, Buffer.from(tail));
}

/** Joins records with commas, in one piece of memory: an answer may have thousands. */
function joinRecords(head: Buffer, records: ReadonlyArray<Buffer>, tail: Buffer): Buffer {
	const size = records.reduce((sum, record) => sum + record.length, Math.max(0, records.length - 1));
	const joined = Buffer.allocUnsafe(head.length + size + tail.length);
	let end = head.copy(joined);
	for (const [index, record] of records.entries()) {
		if (index > 0) end = joined.writeUInt8(COMMA, end);
		end += record.copy(joined, end);
	}
	tail.copy(joined, end);
	return joined;
}
