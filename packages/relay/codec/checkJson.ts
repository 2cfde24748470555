/**
 * Counts the values of a JSON body before it is parsed. Parsing many small values takes several times as long as counting,
 * and blocks every other client.
 * Pure.
 */

import { Refusal } from "../link/refusal.ts";
import { BodyError } from "./BodyError.ts";

export interface JsonLimits {
	/** Nesting depth of arrays and objects. */
	readonly depth: number;
	/** Total number of elements. */
	readonly values: number;
}

const MAX_DEPTH = 32;
/** Values of one record. */
const RECORD_VALUES = 8;
/** Values of a body besides its records. */
const BODY_VALUES = 4096;

const QUOTE = 0x22;
const COMMA = 0x2c;
const BACKSLASH = 0x5c;
/** `[` and `{`, after setting the bit in which they differ. */
const OPENING = 0x7b;
/** `]` and `}`. */
const CLOSING = 0x7d;
const BRACE_BIT = 0x20;

/** Limits of a body with at most `maxRecords` records. */
export function jsonLimits(records: number): JsonLimits {
	return { depth: MAX_DEPTH, values: records * RECORD_VALUES + BODY_VALUES };
}

/** Does not validate the JSON. @throws BodyError If it is nested too deeply. @throws Refusal `too_large` */
export function checkJson(body: Buffer, { depth: maxDepth, values: maxValues }: JsonLimits): void {
	let depth = 0;
	let values = 0;
	for (let index = 0; index < body.length; index += 1) {
		const byte = body[index] as number;
		if (byte === QUOTE) {
			index = stringEnd(body, index);
		} else if (byte === COMMA) {
			values += 1;
		} else if ((byte | BRACE_BIT) === OPENING) {
			values += 1;
			depth += 1;
			if (depth > maxDepth) throw new BodyError(`body is nested deeper than ${maxDepth}`);
		} else if ((byte | BRACE_BIT) === CLOSING) depth -= 1;
		if (values > maxValues) {
			throw new Refusal("too_large", `body has more than ${maxValues} values`, { limit: maxValues });
		}
	}
}

/** @returns Offset of the end of the string that begins at `start`, or of the body. */
function stringEnd(body: Buffer, start: number): number {
	let index = start + 1;
	for (; index < body.length; index += 1) {
		const byte = body[index];
		if (byte === QUOTE) break;
		if (byte === BACKSLASH) index += 1;
	}
	return index;
}
