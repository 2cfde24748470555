//!native
//!optimize 2
/**
 * Bodies of Link v1 as the client sees them: writes requests, reads answers, in JSON form or in binary form.
 * Pure: the codecs of JSON and base64, which are the engine's, come in as arguments.
 * Source: docs/relay.md, "Poll and send" and "Binary form".
 *
 *     request    u8 version   u8 flags   u32 ack   u32 wait_ms   records…        little-endian
 *     answer     u8 version   u8 flags   u32 ack   u16 pace_ms   records…
 *     record     u32 number   u16 socket   u8 type   u32 size   size bytes
 */

import { DownRecord, UpRecord } from "./record";

/** JSON, or the binary form. */
export type BodyForm = "json" | "binary";

export const CONTENT_TYPES: Record<BodyForm, string> = {
	json: "application/json",
	binary: "application/vnd.relay-link.v1",
};

/** What turns values into text and back. Readers may error. */
export interface Encoding {
	readonly toJson: (value: unknown) => string;
	readonly fromJson: (text: string) => unknown;
	readonly toBase64: (bytes: buffer) => string;
	readonly fromBase64: (text: string) => buffer;
}

export interface Answer {
	readonly kind: "answer";
	/** Last up record that the relay has accepted. */
	readonly ack: number;
	readonly down: ReadonlyArray<DownRecord>;
	/** More records wait than fit into one body. */
	readonly more: boolean;
	/** A newer poll took this one's place. */
	readonly superseded: boolean;
}

/** The relay broke its protocol, or this is no relay. */
export interface Malformed {
	readonly kind: "malformed";
	readonly reason: string;
}

const VERSION = 1;
const REQUEST_HEAD = "<BBI4I4";
const ANSWER_HEAD = "<BBI4I2";
const ANSWER_HEAD_SIZE = string.packsize(ANSWER_HEAD);
const RECORD_HEAD = "<I4I2BI4";
const RECORD_HEAD_SIZE = string.packsize(RECORD_HEAD);
/** Stands for an absent `wait_ms`. */
const NO_WAIT = 4294967295;
const FLAG_MORE = 1;
const FLAG_SUPERSEDED = 2;

/** Bytes that a body has besides its records, at most: a comma for each record of the JSON form is counted with it. */
export const BODY_OVERHEAD = 64;

/** Writes one record; {@link encodeRequest} puts such pieces together. */
export function encodeRecord(form: BodyForm, record: UpRecord, encoding: Encoding): string {
	const { number, socket, data } = record;
	const kind = record.type;
	if (form === "json") {
		return encoding.toJson([number, socket, kind, typeIs(data, "buffer") ? encoding.toBase64(data) : data]);
	}
	const bytes = typeIs(data, "buffer")
		? buffer.tostring(data)
		: typeIs(data, "string")
			? data
			: encoding.toJson(data);
	return string.pack(RECORD_HEAD, number, socket, kind.byte()[0], bytes.size()) + bytes;
}

/**
 * Writes the body of a poll or send.
 *
 * @param ack Last down record that was dealt with.
 * @param wait Milliseconds to hold the poll at most.
 * @param pieces Records, written in the same form, in order.
 */
export function encodeRequest(
	form: BodyForm,
	ack: number,
	wait: number | undefined,
	pieces: ReadonlyArray<string>,
): string {
	if (form === "binary") return string.pack(REQUEST_HEAD, VERSION, 0, ack, wait ?? NO_WAIT) + pieces.join("");
	const waiting = wait === undefined ? "" : string.format(',"wait_ms":%d', wait);
	return string.format('{"ack":%d%s,"up":[', ack, waiting) + pieces.join(",") + "]}";
}

/** Reads the body of an answer to a poll or send. Never errors. */
export function decodeAnswer(form: BodyForm, body: string, encoding: Encoding): Answer | Malformed {
	const [ok, answer] = pcall(() => (form === "binary" ? readBinary(body, encoding) : readJson(body, encoding)));
	return ok ? answer : { kind: "malformed", reason: tostring(answer) };
}

function fail(reason: string): never {
	error(reason, 0);
}

function readBinary(body: string, encoding: Encoding): Answer {
	const size = body.size();
	if (size < ANSWER_HEAD_SIZE) fail(`answer of ${size} bytes has no whole head`);
	const [version, flags, ack] = string.unpack(ANSWER_HEAD, body) as LuaTuple<[number, number, number]>;
	if (version !== VERSION) fail(`answer has version ${version}, not ${VERSION}`);
	const down: Array<DownRecord> = [];
	let at = ANSWER_HEAD_SIZE;
	while (at < size) {
		if (size - at < RECORD_HEAD_SIZE) fail("record head is cut off");
		const [number, socket, letter, length] = readRecordHead(body, at);
		at += RECORD_HEAD_SIZE;
		if (length > size - at) fail(`record of ${length} bytes ends early`);
		const bytes = body.sub(at + 1, at + length);
		at += length;
		const kind = string.char(letter);
		const data = kind === "t" ? bytes : kind === "b" ? buffer.fromstring(bytes) : encoding.fromJson(bytes);
		addRecord(down, number, socket, kind, data);
	}
	const more = bit32.btest(flags, FLAG_MORE);
	return { kind: "answer", ack, down, more, superseded: bit32.btest(flags, FLAG_SUPERSEDED) };
}

function readRecordHead(body: string, at: number): LuaTuple<[number, number, number, number]> {
	return string.unpack(RECORD_HEAD, body, at + 1) as LuaTuple<[number, number, number, number]>;
}

function readJson(body: string, encoding: Encoding): Answer {
	const answer = encoding.fromJson(body) as Record<string, unknown>;
	if (!typeIs(answer, "table")) fail("answer is no object");
	if (!typeIs(answer.ack, "number") || !typeIs(answer.down, "table")) fail("answer has no ack, or no down");
	const down: Array<DownRecord> = [];
	for (const record of answer.down as Array<[number, number, string, unknown]>) {
		if (!typeIs(record, "table")) fail("record is no array");
		const [number, socket, kind, data] = record;
		const isBytes = kind === "b" && typeIs(data, "string");
		addRecord(down, number, socket, kind, isBytes ? encoding.fromBase64(data) : data);
	}
	return {
		kind: "answer",
		ack: answer.ack as number,
		down,
		more: answer.more === true,
		superseded: answer.superseded === true,
	};
}

function isWhole(value: unknown): value is number {
	return typeIs(value, "number") && value >= 1 && value % 1 === 0;
}

/** What data a record may have. */
function isData(kind: string, data: unknown): data is DownRecord["data"] {
	if (kind === "t") return typeIs(data, "string");
	if (kind === "b") return typeIs(data, "buffer");
	return typeIs(data, "table");
}

function addRecord(down: Array<DownRecord>, number: unknown, socket: unknown, kind: unknown, data: unknown): void {
	if (!isWhole(number) || !isWhole(socket) || !typeIs(kind, "string")) return fail("record without numbers and type");
	if (!isData(kind, data)) return fail(`record of type ${kind} with ${typeOf(data)} as data`);
	const count = down.size();
	if (count > 0 && number !== down[count - 1].number + 1) fail(`record ${number} after ${down[count - 1].number}`);
	down.push({ number, socket, type: kind, data });
}
