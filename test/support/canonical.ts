import { encodeBase64 } from "../../src/runtime/base64";

/** Returns a value as text with sorted members, so equal values have equal text. */
export function canonical(value: unknown): string {
	if (typeIs(value, "buffer")) return `bytes ${encodeBase64(value)}`;
	if (!typeIs(value, "table")) return typeIs(value, "string") ? `"${value}"` : tostring(value);
	const parts: Array<string> = [];
	for (const [key, item] of pairs(value as Record<string, unknown>)) parts.push(`${key}=${canonical(item)}`);
	parts.sort();
	return `{${parts.join(",")}}`;
}
