/**
 * Checks the objects of up records.
 * Pure. Source: docs/relay.md, "Up" and "Keep-alive".
 */

import { isSendableCode, MAX_REASON_SIZE } from "../../../shared/closeFrame.ts";
import { decodeBase64 } from "../../codec/field.ts";
import type { JsonObject } from "../../codec/record.ts";
import { RecordFault } from "../RecordFault.ts";
import { RESUMABLE_CODE } from "../relayClose.ts";

export interface OpenData {
	readonly url: string;
	readonly protocols: ReadonlyArray<string>;
	readonly headers: Readonly<Record<string, string>>;
	readonly timeoutMs: number;
	readonly pings: boolean;
	/** Whether the relay should carry DAVE. */
	readonly dave: boolean;
	/** Whether the relay should report who speaks. */
	readonly media: boolean;
}

export interface CloseData {
	readonly code: number;
	readonly reason: string;
}

export type KeepAliveData =
	| {
			readonly kind: "start";
			readonly everyMs: number;
			readonly firstMs: number;
			readonly text: string;
			readonly lazy: string | undefined;
	  }
	| { readonly kind: "text"; readonly text: string }
	| { readonly kind: "stop" };

const MAX_URL_LENGTH = 2048;
const MAX_PROTOCOLS = 8;
/** RFC 9110, "Tokens". */
const PROTOCOL = /^[!#$%&'*+.^_`|~0-9A-Za-z-]{1,64}$/;
/** Characters of a header's name that a fault shows. */
const MAX_SHOWN_LENGTH = 64;
const HEADER_VALUE = /^[\x20-\x7e]{0,1024}$/;
/** Milliseconds. */
const OPEN_TIMEOUT = { lowest: 1000, highest: 30_000, usual: 10_000 };
/** Milliseconds. */
const EVERY = { lowest: 1000, highest: 3_600_000 };
const MAX_LAZY_LENGTH = 64;
/** Largest keep-alive text, in bytes: a heartbeat has about ten, Discord's largest payload 4096. */
const MAX_KEEP_ALIVE_SIZE = 4096;
/** Payload of a control frame, in bytes: RFC 6455, section 5.5. */
const MAX_PING_SIZE = 125;

/** @param allowedHeaders Names in lower case. @throws RecordFault */
export function readOpen(
	{ url, protocols, headers, timeout_ms, pings, dave, media }: JsonObject,
	allowedHeaders: ReadonlySet<string>,
): OpenData {
	if (typeof url !== "string" || url.length > MAX_URL_LENGTH) {
		throw bad(`url must be a string of at most ${MAX_URL_LENGTH} characters`);
	}
	return {
		url,
		protocols: readProtocols(protocols ?? []),
		headers: readHeaders(headers ?? {}, allowedHeaders),
		timeoutMs: integer(timeout_ms ?? OPEN_TIMEOUT.usual, "timeout_ms", OPEN_TIMEOUT.lowest, OPEN_TIMEOUT.highest),
		pings: boolean(pings ?? false, "pings"),
		dave: boolean(dave ?? false, "dave"),
		media: boolean(media ?? false, "media"),
	};
}

function readProtocols(value: unknown): ReadonlyArray<string> {
	const isList = Array.isArray(value) && value.length <= MAX_PROTOCOLS && new Set(value).size === value.length;
	if (isList && value.every((name) => typeof name === "string" && PROTOCOL.test(name))) return value;
	throw bad(`protocols must be at most ${MAX_PROTOCOLS} different names`);
}

function readHeaders(value: unknown, allowed: ReadonlySet<string>): Readonly<Record<string, string>> {
	// Roblox encodes an empty table as an array
	if (typeof value !== "object" || value === null || (Array.isArray(value) && value.length > 0)) {
		throw bad("headers must be an object");
	}
	const entries = Object.entries(value).map(([name, text]): [string, string] => {
		const known = name.toLowerCase();
		if (!allowed.has(known)) {
			const shown = name.slice(0, MAX_SHOWN_LENGTH);
			const message = `header is not allowed (RELAY_ALLOW_HEADERS): ${shown}`;
			throw new RecordFault("header_not_allowed", message, { header: shown });
		}
		if (typeof text !== "string" || !HEADER_VALUE.test(text)) {
			throw bad(`header ${known} must be a string of at most 1024 printable ASCII characters`);
		}
		return [known, text];
	});
	return Object.fromEntries(entries);
}

/** @throws RecordFault */
export function readClose({ code, reason }: JsonObject): CloseData {
	const given = code ?? RESUMABLE_CODE;
	if (!isSendableCode(given)) throw bad("code must be 1000 to 1003, 1007 to 1014 or 3000 to 4999");
	const text = reason ?? "";
	if (typeof text !== "string" || !text.isWellFormed() || Buffer.byteLength(text) > MAX_REASON_SIZE) {
		throw bad(`reason must be a string of at most ${MAX_REASON_SIZE} bytes of UTF-8`);
	}
	return { code: given, reason: text };
}

/** @returns Payload of the ping. @throws RecordFault */
export function readPing({ data }: JsonObject): Buffer {
	const bytes = typeof (data ?? "") === "string" ? decodeBase64((data ?? "") as string) : undefined;
	if (bytes !== undefined && bytes.length <= MAX_PING_SIZE) return bytes;
	throw bad(`data must be base64 of at most ${MAX_PING_SIZE} bytes`);
}

/** @throws RecordFault */
export function readKeepAlive({ every_ms, first_ms, text, lazy }: JsonObject): KeepAliveData {
	if (every_ms === 0) return { kind: "stop" };
	if (typeof text !== "string" || !text.isWellFormed() || Buffer.byteLength(text) > MAX_KEEP_ALIVE_SIZE) {
		throw bad(`text must be a string of at most ${MAX_KEEP_ALIVE_SIZE} bytes of UTF-8`);
	}
	if (every_ms === undefined || every_ms === null) return { kind: "text", text };
	const everyMs = integer(every_ms, "every_ms", EVERY.lowest, EVERY.highest);
	const firstMs = integer(first_ms ?? everyMs, "first_ms", 0, EVERY.highest);
	const hasLazy = lazy !== undefined && lazy !== null;
	if (hasLazy && (typeof lazy !== "string" || lazy.length < 1 || lazy.length > MAX_LAZY_LENGTH)) {
		throw bad(`lazy must be a string of 1 to ${MAX_LAZY_LENGTH} characters`);
	}
	return { kind: "start", everyMs, firstMs, text, lazy: hasLazy ? (lazy as string) : undefined };
}

function integer(value: unknown, name: string, lowest: number, highest: number): number {
	if (typeof value === "number" && Number.isInteger(value) && value >= lowest && value <= highest) return value;
	throw bad(`${name} must be an integer from ${lowest} to ${highest}`);
}

function boolean(value: unknown, name: string): boolean {
	if (typeof value === "boolean") return value;
	throw bad(`${name} must be true or false`);
}

function bad(message: string): RecordFault {
	return new RecordFault("bad_record", message);
}
