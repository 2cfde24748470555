//!native
//!optimize 2
/**
 * Bodies of requests of Link v1, in JSON form or in binary form; `answer` reads the answers.
 * Pure: the engine's codecs of JSON and base64 are arguments.
 * Source: docs/relay.md, "Poll and send" and "Binary form".
 *
 *     request    u8 version   u8 flags   u32 ack   u32 wait_ms   records…        little-endian
 *     record     u32 number   u16 socket   u8 type   u32 size   size bytes
 */

import { UpRecord } from "./record";

/** JSON, or the binary form. */
export type BodyForm = "json" | "binary";

export const CONTENT_TYPES: Record<BodyForm, string> = {
	json: "application/json",
	binary: "application/vnd.relay-link.v1",
};

/** Codecs of JSON and base64. Decoders may error. */
export interface Encoding {
	readonly toJson: (value: unknown) => string;
	readonly fromJson: (text: string) => unknown;
	readonly toBase64: (bytes: buffer) => string;
	readonly fromBase64: (text: string) => buffer;
}

/** Version of the binary form. */
export const VERSION = 1;
/** Head of each record in binary form: number, socket, type, size. */
export const RECORD_HEAD = "<I4I2BI4";
const REQUEST_HEAD = "<BBI4I4";
/** Means that `wait_ms` is absent. */
const NO_WAIT = 4294967295;

/** Maximum size of a body without its records, in bytes. Commas of the JSON form count toward the records. */
export const BODY_OVERHEAD = 64;

/** Encodes one record; {@link encodeRequest} joins such pieces. */
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
 * Encodes the body of a poll or send.
 *
 * @param ack Number of the last down record that was processed.
 * @param wait Maximum time to hold the poll, in milliseconds.
 * @param pieces Records, encoded in the same form, in order.
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
