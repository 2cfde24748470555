/** Reads fields of untrusted JSON. Pure. */

import { isUtf8 } from "node:buffer";
import { BodyError } from "./BodyError.ts";
import type { JsonObject } from "./record.ts";

/** Decodes text. @throws BodyError If it is not UTF-8; it never inserts U+FFFD. */
export function decodeUtf8(bytes: Buffer, what: string): string {
	if (isUtf8(bytes)) return bytes.toString("utf8");
	throw new BodyError(`${what} must be UTF-8`);
}

/** Parses a body or a record's data as an object. @throws BodyError If it is anything else. */
export function parseObject(text: string, what: string): JsonObject {
	try {
		return asObject(JSON.parse(text) as unknown, what);
	} catch (error) {
		if (error instanceof BodyError) throw error;
		// the error of JSON.parse quotes its input
		throw new BodyError(`${what} is not JSON`);
	}
}

/** Accepts an empty array as an empty object: Roblox encodes an empty table that way. @throws BodyError If it is neither. */
export function asObject(value: unknown, what: string): JsonObject {
	if (Array.isArray(value) && value.length === 0) return {};
	if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as JsonObject;
	throw new BodyError(`${what} must be an object`);
}

/** @throws BodyError If it is not an integer from `lowest` to `highest`. */
export function asInteger(value: unknown, what: string, lowest: number, highest: number): number {
	if (typeof value === "number" && Number.isInteger(value) && value >= lowest && value <= highest) return value;
	const got = typeof value === "number" ? `, got ${value}` : "";
	throw new BodyError(`${what} must be an integer from ${lowest} to ${highest}${got}`);
}

/** Like {@link asInteger}, but the field is optional. */
export function asOptionalInteger(value: unknown, what: string, lowest: number, highest: number): number | undefined {
	return value === undefined || value === null ? undefined : asInteger(value, what, lowest, highest);
}

/** Decodes standard base64 with padding. @returns `undefined` for any other text. */
export function decodeBase64(text: string): Buffer | undefined {
	const bytes = Buffer.from(text, "base64");
	// Node skips unknown characters
	return bytes.toString("base64") === text ? bytes : undefined;
}
