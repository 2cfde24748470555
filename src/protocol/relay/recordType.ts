/**
 * Record types of Link v1: one letter each, its name, and the kind of its data. The relay uses the same tables under Node.
 * Pure.
 * Source: docs/relay.md, "Up" and "Down".
 */

/** Kind of a record's data: `text` is a string, `bytes` are raw, and an `object` travels as JSON. */
export type DataKind = "text" | "bytes" | "object";

/** Types that a client sends. */
export const UP_RECORDS = {
	o: { name: "open", data: "object" },
	t: { name: "text", data: "text" },
	b: { name: "binary", data: "bytes" },
	c: { name: "close", data: "object" },
	i: { name: "ping", data: "object" },
	k: { name: "keep-alive", data: "object" },
} as const;

/** Types that the relay sends. */
export const DOWN_RECORDS = {
	o: { name: "opened", data: "object" },
	t: { name: "text", data: "text" },
	b: { name: "binary", data: "bytes" },
	c: { name: "closed", data: "object" },
	e: { name: "error", data: "object" },
	p: { name: "pong", data: "object" },
	i: { name: "ping", data: "object" },
	k: { name: "keep-alive sent", data: "object" },
	d: { name: "DAVE", data: "object" },
	m: { name: "media", data: "object" },
} as const;

export type UpType = keyof typeof UP_RECORDS;
export type DownType = keyof typeof DOWN_RECORDS;
