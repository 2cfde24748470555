/**
 * Records of a link: what goes up from a client, what goes down to it.
 * Pure. Source: docs/relay.md, "Records".
 */

import { UP_RECORDS, type DataKind, type DownType, type UpType } from "../../../src/protocol/relay/recordType.ts";
import { BodyError } from "./BodyError.ts";

/** Highest record number: four bytes in binary form. */
export const MAX_NUMBER = 2 ** 32 - 1;
/** Highest socket number: two bytes in binary form. */
export const MAX_SOCKET = 2 ** 16 - 1;

export type JsonObject = Readonly<Record<string, unknown>>;

/** One thing that a client asks for. Its object is not checked yet. */
export type UpRecord = { readonly number: number; readonly socket: number } & UpContent;

export type UpContent = {
	readonly [Type in UpType]: { readonly type: Type; readonly data: UpData[(typeof UP_RECORDS)[Type]["data"]] };
}[UpType];

/** A record of a socket that exists: all but those that open one. */
export type SocketRecord = Exclude<UpRecord, { readonly type: "o" }>;

interface UpData extends Record<DataKind, unknown> {
	readonly text: string;
	readonly bytes: Buffer;
	readonly object: JsonObject;
}

/** Reads the type of an up record. @throws BodyError If it is none. */
export function asUpType(type: unknown): UpType {
	if (typeof type === "string" && Object.hasOwn(UP_RECORDS, type)) return type as UpType;
	throw new BodyError(`type must be one of ${Object.keys(UP_RECORDS).join(", ")}`);
}

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
