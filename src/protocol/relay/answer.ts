//!native
//!optimize 2
/**
 * Bodies of answers of Link v1, in JSON form or in binary form. The records are read in slices, since an answer may hold a
 * million.
 * Pure: the engine's codecs of JSON and base64 are arguments.
 * Source: docs/relay.md, "Poll and send" and "Binary form".
 *
 *     answer     u8 version   u8 flags   u32 ack   u16 pace_ms   records…        little-endian
 *     record     u32 number   u16 socket   u8 type   u32 size   size bytes
 */

import { BodyForm, Encoding, RECORD_HEAD, VERSION } from "./body";
import { DownRecord } from "./record";

export interface Answer {
	readonly kind: "answer";
	/** Number of the last up record that the relay has accepted. */
	readonly ack: number;
	/** Whether more records are queued than fit into one body. */
	readonly more: boolean;
	/** Whether a newer poll has replaced this one. */
	readonly superseded: boolean;
	/** Reads the records. */
	readonly read: RecordReader;
}

/** The relay broke its protocol, or the server is not a relay. */
export interface Malformed {
	readonly kind: "malformed";
	readonly reason: string;
}

/**
 * Returns the next records of an answer, at most `limit`; an empty list at the end.
 *
 * @throws If one of them is malformed. Records that were returned before stay valid.
 */
export type RecordReader = (limit: number) => ReadonlyArray<DownRecord>;

const ANSWER_HEAD = "<BBI4I2";
const ANSWER_HEAD_SIZE = string.packsize(ANSWER_HEAD);
const RECORD_HEAD_SIZE = string.packsize(RECORD_HEAD);
const FLAG_MORE = 1;
const FLAG_SUPERSEDED = 2;

/** Decodes the body of an answer to a poll or send, except for its records. Never errors. */
export function decodeAnswer(form: BodyForm, body: string, encoding: Encoding): Answer | Malformed {
	const [ok, answer] = pcall(() => (form === "binary" ? readBinary(body, encoding) : readJson(body, encoding)));
	return ok ? answer : { kind: "malformed", reason: tostring(answer) };
}

function fail(reason: string): never {
	error(reason, 0);
}

function readBinary(body: string, encoding: Encoding): Answer {
	const size = body.size();
	if (size < ANSWER_HEAD_SIZE) fail(`answer of ${size} bytes has no complete head`);
	const [version, flags, ack] = string.unpack(ANSWER_HEAD, body) as LuaTuple<[number, number, number]>;
	if (version !== VERSION) fail(`answer has version ${version}, not ${VERSION}`);
	const more = bit32.btest(flags, FLAG_MORE);
	return {
		kind: "answer",
		ack,
		more,
		superseded: bit32.btest(flags, FLAG_SUPERSEDED),
		read: binaryReader(body, encoding),
	};
}

function binaryReader(body: string, encoding: Encoding): RecordReader {
	const size = body.size();
	let at = ANSWER_HEAD_SIZE;
	let last: number | undefined;
	return (limit) => {
		const records: Array<DownRecord> = [];
		while (at < size && records.size() < limit) {
			if (size - at < RECORD_HEAD_SIZE) fail("record head is cut off");
			const [number, socket, letter, length] = readRecordHead(body, at);
			at += RECORD_HEAD_SIZE;
			if (length > size - at) fail(`record of ${length} bytes ends early`);
			const bytes = body.sub(at + 1, at + length);
			at += length;
			const kind = string.char(letter);
			const data = kind === "t" ? bytes : kind === "b" ? buffer.fromstring(bytes) : encoding.fromJson(bytes);
			records.push(checkRecord(last, number, socket, kind, data));
			last = number;
		}
		return records;
	};
}

function readRecordHead(body: string, at: number): LuaTuple<[number, number, number, number]> {
	return string.unpack(RECORD_HEAD, body, at + 1) as LuaTuple<[number, number, number, number]>;
}

function readJson(body: string, encoding: Encoding): Answer {
	const answer = encoding.fromJson(body) as Record<string, unknown>;
	if (!typeIs(answer, "table")) fail("answer is not an object");
	if (!typeIs(answer.ack, "number") || !typeIs(answer.down, "table")) fail("answer has no ack or no down");
	return {
		kind: "answer",
		ack: answer.ack as number,
		more: answer.more === true,
		superseded: answer.superseded === true,
		read: jsonReader(answer.down as Array<[number, number, string, unknown]>, encoding),
	};
}

function jsonReader(down: ReadonlyArray<[number, number, string, unknown]>, encoding: Encoding): RecordReader {
	const size = down.size();
	let at = 0;
	let last: number | undefined;
	return (limit) => {
		const records: Array<DownRecord> = [];
		while (at < size && records.size() < limit) {
			const record = down[at];
			if (!typeIs(record, "table")) fail("record is not an array");
			at += 1;
			const [number, socket, kind, data] = record;
			const isBytes = kind === "b" && typeIs(data, "string");
			records.push(checkRecord(last, number, socket, kind, isBytes ? encoding.fromBase64(data) : data));
			last = number;
		}
		return records;
	};
}

function isWhole(value: unknown): value is number {
	return typeIs(value, "number") && value >= 1 && value % 1 === 0;
}

/** Returns whether `data` fits the type of its record. */
function isData(kind: string, data: unknown): data is DownRecord["data"] {
	if (kind === "t") return typeIs(data, "string");
	if (kind === "b") return typeIs(data, "buffer");
	return typeIs(data, "table");
}

/** @param last Number of the previous record in the same answer. */
function checkRecord(
	last: number | undefined,
	number: unknown,
	socket: unknown,
	kind: unknown,
	data: unknown,
): DownRecord {
	if (!isWhole(number) || !isWhole(socket) || !typeIs(kind, "string")) return fail("record without numbers and type");
	if (!isData(kind, data)) return fail(`record of type ${kind} with ${typeOf(data)} as data`);
	if (last !== undefined && number !== last + 1) fail(`record ${number} after ${last}`);
	return { number, socket, type: kind, data };
}
