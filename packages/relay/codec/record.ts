/**
 * Records of a link: what goes up from a client, what goes down to it.
 * Pure. Source: docs/relay.md, "Records".
 */

/** Highest record number: four bytes in binary form. */
export const MAX_NUMBER = 2 ** 32 - 1;
/** Highest socket number: two bytes in binary form. */
export const MAX_SOCKET = 2 ** 16 - 1;

export type JsonObject = Readonly<Record<string, unknown>>;

/** Types whose data is an object, up. */
export type UpObjectType = "o" | "c" | "i" | "k";

/** One thing that a client asks for: open, text, binary, close, ping, keep-alive. Its object is not checked yet. */
export type UpRecord = { readonly number: number; readonly socket: number } & UpContent;

export type UpContent =
	| { readonly type: "t"; readonly data: string }
	| { readonly type: "b"; readonly data: Buffer }
	| { readonly type: UpObjectType; readonly data: JsonObject };

export const UP_TYPES: ReadonlySet<string> = new Set(["o", "t", "b", "c", "i", "k"]);

/** Open, text, binary, close, error, pong, ping, keep-alive sent, DAVE, media. */
export type DownType = "o" | "t" | "b" | "c" | "e" | "p" | "i" | "k" | "d" | "m";

/** One thing that happened to a socket. */
export interface DownRecord {
	readonly number: number;
	readonly socket: number;
	readonly type: DownType;
	/** Text of `t`, bytes of `b`, JSON of the others. Bytes of a text are UTF-8. */
	readonly data: string | Buffer;
}

/** What a poll or send carries in. */
export interface LinkRequest {
	/** Last down record that the client has dealt with. */
	readonly ack: number;
	/** Milliseconds; absent: as long as the link holds. */
	readonly waitMs: number | undefined;
	/** Consecutive numbers. */
	readonly up: ReadonlyArray<UpRecord>;
}

/** What a poll or send carries out. */
export interface Answer {
	/** Last up record accepted. */
	readonly ack: number;
	/** Down records in binary form, whatever the form of the answer. */
	readonly down: ReadonlyArray<Buffer>;
	/** Bytes of `down` in the form of the answer: the sum of `Form.recordSize`. */
	readonly downSize: number;
	readonly more: boolean;
	readonly paceMs: number;
	readonly superseded: boolean;
}

/** How bodies are written. */
export interface Form {
	readonly contentType: string;
	/** Bytes of a record in this form, with what separates it from others. `record` is in binary form. */
	recordSize(record: Buffer): number;
	/** Bytes of the whole answer. */
	answerSize(answer: Answer): number;
	/** The answer in pieces, made one by one: each has about `PIECE_SIZE` bytes, or those of one head, record or tail. */
	encodeAnswer(answer: Answer): Iterable<Buffer>;
}
