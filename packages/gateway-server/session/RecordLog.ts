/** The latest messages of a client, for tests to inspect. Bounded in number and size. */

import { stringifyExact } from "../encoding/exactJson.ts";

/** A message from a client. */
export interface ReceivedMessage {
	/** Time of arrival in milliseconds, on the server's clock. */
	readonly at: number;
	readonly kind: "json" | "binary";
	readonly op: number;
	/**
	 * Decoded body without its token, with integers beyond 2^53 as text, or base64 of a binary payload; a body that is too
	 * large is replaced by its size.
	 */
	readonly d: unknown;
}

/** Maximum size of a kept body in bytes on the wire. Small enough that its nesting can be printed. */
const MAX_RECORDED_SIZE = 4096;

/** Replaces a token. */
const REDACTED = "[redacted]";

/** A message with its body as JSON, which takes a third of the memory; `undefined` without a body. */
interface StoredMessage extends Omit<ReceivedMessage, "d"> {
	readonly json: string | undefined;
}

export class RecordLog {
	private readonly records: Array<StoredMessage> = [];

	/** @param limit Maximum number of messages. The oldest are dropped first. */
	public constructor(private readonly limit: number) {}

	/** Adds a message whose frame was `size` bytes long. */
	public add({ at, kind, op, d }: ReceivedMessage, size: number): void {
		const kept = size > MAX_RECORDED_SIZE ? `[${size} bytes]` : withoutToken(d);
		this.records.push({ at, kind, op, json: stringifyExact(kept) });
		if (this.records.length > this.limit) this.records.shift();
	}

	/** Returns a copy, oldest first. */
	public all(): ReadonlyArray<ReceivedMessage> {
		return this.records.map(({ json, ...message }) => ({
			...message,
			d: json === undefined ? undefined : (JSON.parse(json) as unknown),
		}));
	}
}

function withoutToken(d: unknown): unknown {
	if (typeof d !== "object" || d === null || !("token" in d)) return d;
	return { ...d, token: REDACTED };
}
