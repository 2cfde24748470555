/** A JSON array whose items are shared bytes, in parts. Pure. */

import { bytesPart, sharedPart, type Part } from "./pieces.ts";
import type { SharedBytes } from "./SharedText.ts";

const COMMA = bytesPart(Buffer.from(","));
const BRACKETS = "[]".length;

/** Bytes of the array. */
export function sharedListSize(items: ReadonlyArray<SharedBytes>): number {
	const commas = Math.max(0, items.length - 1);
	return items.reduce((sum, { bytes }) => sum + bytes.length, BRACKETS + commas);
}

/** The array, with what stands before and after it. */
export function* sharedList(before: Buffer, items: ReadonlyArray<SharedBytes>, after: string): Generator<Part, void> {
	yield bytesPart(Buffer.concat([before, Buffer.from("[")]));
	for (const [index, item] of items.entries()) {
		if (index > 0) yield COMMA;
		yield sharedPart(item);
	}
	yield bytesPart(Buffer.from(`]${after}`));
}
