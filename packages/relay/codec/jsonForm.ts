/**
 * JSON form of requests and answers: a record is `[number, socket, type, data]`.
 * Pure. Source: docs/relay.md, "Poll and send".
 */

import { BodyError, indexed } from "./BodyError.ts";
import { checkCount } from "./checkCount.ts";
import { checkJson, jsonLimits } from "./checkJson.ts";
import { checkNumbers } from "./checkNumbers.ts";
import { jsonRecordParts, jsonRecordSize } from "./jsonRecord.ts";
import { bytesPart, joinParts, type Part } from "./pieces.ts";
import { asInteger, asObject, asOptionalInteger, decodeBase64, decodeUtf8, parseObject } from "./field.ts";
import {
	MAX_NUMBER,
	MAX_SOCKET,
	asUpType,
	type Answer,
	type Form,
	type LinkRequest,
	type UpContent,
	type UpRecord,
} from "./record.ts";

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

function decodeContent(letter: unknown, data: unknown): UpContent {
	const type = asUpType(letter);
	if (type !== "t" && type !== "b") return { type, data: asObject(data, `data of ${type}`) };
	if (typeof data !== "string") throw new BodyError(`data of ${type} must be a string`);
	if (type === "t") {
		if (data.isWellFormed()) return { type, data };
		throw new BodyError("data of t must not have half of a surrogate pair");
	}
	const bytes = decodeBase64(data);
	if (bytes === undefined) throw new BodyError("data of b must be base64 with padding");
	return { type, data: bytes };
}

export const jsonForm: Form = {
	contentType: "application/json",
	recordSize: (record) => jsonRecordSize(record) + 1,
	answerSize: (answer) => {
		const [head, tail] = frame(answer);
		// the last record has no comma
		return head.length + Math.max(0, answer.downSize - 1) + tail.length;
	},
	answerParts,
	encodeAnswer: (answer) => joinParts(answerParts(answer)),
};

function* answerParts(answer: Answer): Generator<Part, void> {
	const [head, tail] = frame(answer);
	yield bytesPart(head);
	for (const [index, record] of answer.down.entries()) yield* jsonRecordParts(record, index === 0 ? "" : ",");
	yield bytesPart(tail);
}

/** The bytes before and after the records. */
function frame({ ack, more, paceMs, superseded }: Answer): readonly [head: Buffer, tail: Buffer] {
	const end = superseded ? ',"superseded":true' : "";
	return [Buffer.from(`{"ack":${ack},"down":[`), Buffer.from(`],"more":${more},"pace_ms":${paceMs}${end}}`)];
}
