/**
 * JSON whose integers keep every digit.
 * Pure. Discord.Net, DSharpPlus and nostrum send snowflakes as JSON integers, and arikawa and interactions.py nonces of
 * 64 bits; `JSON.parse` rounds what is beyond 2^53.
 */

import { randomBytes } from "node:crypto";

/** An integer that may be beyond 2^53. Only texts with one are read twice. */
const LONG_INTEGER = /\d{16}/;

/** A string, or an integer of 16 digits or more that is written without point and exponent. */
const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|-?\d{16,}(?![\d.eE])/g;

/** Most digits of an integer that is kept whole: 64 bits, signed or not, need 20. A longer one is rounded. */
const MAX_DIGITS = 20;

/** Stands before the digits while they pass as text. Made at start-up, so that no client knows it. */
const MARK = randomBytes(16).toString("hex");

/**
 * Reads JSON; an integer beyond 2^53 becomes a bigint.
 *
 * @throws SyntaxError If the text is not JSON.
 */
export function parseExactJson(text: string): unknown {
	// read as it is first: the pattern is quick on valid JSON alone
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

/** Writes JSON; a bigint as its digits in a string, as Discord writes ids. */
export function stringifyExact(value: unknown): string | undefined {
	return JSON.stringify(value, (_name, member: unknown) => (typeof member === "bigint" ? String(member) : member)) as
		string | undefined;
}
