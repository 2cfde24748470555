/**
 * How long an answer with status 429 asks to wait.
 * Pure. Never errors, whatever a server sends.
 * Source: Discord Docs, "Rate Limits": `retry_after` in the body and the header `Retry-After`, both in seconds, for route
 * limits and global ones. A proxy in front of Discord may send only the header.
 */

import { numberField } from "./field";

/** Value of a header in any letter case; undefined without it. */
export function headerOf(headers: unknown, name: string): string | undefined {
	if (!typeIs(headers, "table")) return undefined;
	for (const [key, value] of pairs(headers as Record<string, unknown>)) {
		if (typeIs(key, "string") && string.lower(key) === name && typeIs(value, "string")) return value;
	}
	return undefined;
}

/**
 * Seconds to wait: the longer of both, since a proxy may have written one.
 *
 * @param body Decoded.
 * @returns Undefined if neither is a finite number of at least 0.
 */
export function retryAfterOf(headers: unknown, body: unknown): number | undefined {
	let longest: number | undefined;
	for (const seconds of [tonumber(headerOf(headers, "retry-after")) ?? -1, numberField(body, "retry_after") ?? -1]) {
		if (seconds >= 0 && seconds < math.huge) longest = math.max(longest ?? 0, seconds);
	}
	return longest;
}
