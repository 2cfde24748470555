/**
 * JSON that keeps every digit of integers.
 * Pure. Discord.Net, DSharpPlus and nostrum send snowflakes as JSON integers, and arikawa and interactions.py send
 * 64-bit nonces. `JSON.parse` rounds integers beyond 2^53.
 */

import { randomBytes } from "node:crypto";

/** Matches text that may contain an integer beyond 2^53. Only such text is parsed twice. */
const LONG_INTEGER = /\d{16}/;

/** A string, or an integer of 16 or more digits without a fraction or an exponent. */
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** Integers with more digits are rounded. 64 bits, signed or not, need 20. */
const MAX_DIGITS = 20;

/** Prefix for digits that are passed as text. Random, so that no client knows it. */
const MARK = randomBytes(16).toString("hex");

/**
 * Parses JSON. Integers beyond 2^53 become bigints.
 *
 * @throws SyntaxError If the text is not JSON.
 */
export function parseExactJson(text: string): unknown {
	// parse the original text first: the pattern is only fast on valid JSON
	const rounded = JSON.parse(text) as unknown;
	if (!LONG_INTEGER.test(text)) return rounded;
	let isMarked = false;
	const marked = text.replace(STRING_OR_LONG_INTEGER, (token, offset: number) => {
		const isFraction = /[.eE+]/.test(text[offset - 1] ?? "");
		if (token.startsWith('"') || isFraction || Number.isSafeInteger(Number(token))) return token;
		if (token.replace("-", "").length > MAX_DIGITS) return token;
		isMarked = true;
		return `"${MARK}${token}"`;
	});
	return isMarked ? (JSON.parse(marked, reviveInteger) as unknown) : rounded;
}

function reviveInteger(_name: string, value: unknown): unknown {
	return typeof value === "string" && value.startsWith(MARK) ? BigInt(value.slice(MARK.length)) : value;
}

/** Stringifies JSON. Bigints become strings of digits, like Discord's IDs. */
export function stringifyExact(value: unknown): string | undefined {
	return JSON.stringify(value, (_name, member: unknown) => (typeof member === "bigint" ? String(member) : member)) as
		string | undefined;
}
