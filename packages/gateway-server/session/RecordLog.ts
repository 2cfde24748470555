/** The latest messages of a client, kept for tests to look at. Bounded in number and in size. */

import { stringifyExact } from "../encoding/exactJson.ts";

/** One message that a client sent. */
export interface ReceivedMessage {
	/** Moment of arrival, in milliseconds of the server's clock. */
	readonly at: number;
	readonly kind: "json" | "binary";
	readonly op: number;
	/**
	 * Decoded body without its token, with integers beyond 2^53 as text, or base64 of a binary payload; a body too large
	 * to keep is named by its size.
	 */
	readonly d: unknown;
}

/** Largest body kept, in bytes on the wire; small enough that what nests in it can still be printed. */
const MAX_RECORDED_SIZE = 4096;

/** Stands in for a token. */
const REDACTED = "[redacted]";

/** A message with its body as JSON, which takes a third of the room; `undefined` if it has none. */
interface StoredMessage extends Omit<ReceivedMessage, "d"> {
	readonly json: string | undefined;
}

export class RecordLog {
	private readonly records: Array<StoredMessage> = [];

	/** @param limit Most messages kept; the oldest go first. */
	public constructor(private readonly limit: number) {}

	/** Adds a message whose frame was `size` bytes long. */
	public add({ at, kind, op, d }: ReceivedMessage, size: number): void {
		const kept = size > MAX_RECORDED_SIZE ? `[${size} bytes]` : withoutToken(d);
		this.records.push({ at, kind, op, json: stringifyExact(kept) });
		if (this.records.length > this.limit) this.records.shift();
	}

	/** A copy, oldest first. */
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
