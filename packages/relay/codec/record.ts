/**
 * Records of a link, up from the client and down to it.
 * Pure. Source: docs/relay.md, "Records".
 */

import { UP_RECORDS, type DataKind, type DownType, type UpType } from "../../../src/protocol/relay/recordType.ts";
import { BodyError } from "./BodyError.ts";
import type { Part } from "./pieces.ts";
import type { SharedText } from "./SharedText.ts";

/** Highest record number: four bytes in binary form. */
export const MAX_NUMBER = 2 ** 32 - 1;
/** Highest socket number: two bytes in binary form. */
export const MAX_SOCKET = 2 ** 16 - 1;

export type JsonObject = Readonly<Record<string, unknown>>;

/** A record from the client. Its object is not validated yet. */
export type UpRecord = { readonly number: number; readonly socket: number } & UpContent;

export type UpContent = {
	readonly [Type in UpType]: { readonly type: Type; readonly data: UpData[(typeof UP_RECORDS)[Type]["data"]] };
}[UpType];

/** A record for an existing socket: every type but `o`. */
export type SocketRecord = Exclude<UpRecord, { readonly type: "o" }>;

interface UpData extends Record<DataKind, unknown> {
	readonly text: string;
	readonly bytes: Buffer;
	readonly object: JsonObject;
}

/** Reads the type of an up record. @throws BodyError If the type is unknown. */
export function asUpType(type: unknown): UpType {
	if (typeof type === "string" && Object.hasOwn(UP_RECORDS, type)) return type as UpType;
	throw new BodyError(`type must be one of ${Object.keys(UP_RECORDS).join(", ")}`);
}

/** A record for the client: an event of a socket. */
export interface DownRecord {
	readonly number: number;
	readonly socket: number;
	readonly type: DownType;
	/** Text for `t`, bytes for `b`, JSON for the others. Text as bytes is UTF-8. */
	readonly data: string | Buffer;
}

/** A `t` record whose text is a JSON array of texts that other links share. */
export interface SharedRecord {
	readonly number: number;
	readonly socket: number;
	readonly texts: ReadonlyArray<SharedText>;
}

/** A waiting down record: in binary form, or with references to shared texts. */
export type EncodedRecord = Buffer | SharedRecord;

/** Content of a poll or send. */
export interface LinkRequest {
	/** Last down record that the client has processed. */
	readonly ack: number;
	/** Milliseconds; if absent, as long as the link allows. */
	readonly waitMs: number | undefined;
	/** Consecutive numbers. */
	readonly up: ReadonlyArray<UpRecord>;
}

/** Content of an answer to a poll or send. */
export interface Answer {
	/** Last accepted up record. */
	readonly ack: number;
	/** Down records, the same in either form of the answer. */
	readonly down: ReadonlyArray<EncodedRecord>;
	/** Bytes of `down` in the form of the answer: the sum of `Form.recordSize`. */
	readonly downSize: number;
	readonly more: boolean;
	readonly paceMs: number;
	readonly superseded: boolean;
}

/** An encoding of bodies. */
export interface Form {
	readonly contentType: string;
	/** Bytes of a record in this form, with its separator. */
	recordSize(record: EncodedRecord): number;
	/** Bytes of the whole answer. */
	answerSize(answer: Answer): number;
	/** The answer in parts, from which each piece or the packed answer is written. */
	answerParts(answer: Answer): Iterable<Part>;
	/** Encodes the answer in pieces, made on demand. Each has about `PIECE_SIZE` bytes, or is one head, record or tail. */
	encodeAnswer(answer: Answer): Iterable<Buffer>;
}
