/**
 * A waiting down record in binary form, the most compact one. Other forms are written from it
 * when an answer is sent, and not kept.
 * Pure.
 */

import { encodeDownRecord } from "../codec/binaryForm.ts";
import type { DownRecord, EncodedRecord, Form } from "../codec/record.ts";

/** Overhead of a record, in bytes: objects, allocation, slot. Measured: 300 to 350. */
export const RECORD_COST = 384;

/** A down record that the client has not acknowledged. */
export interface Waiting {
	readonly number: number;
	/** Whether the relay wrote it, and not a far server or a room. */
	readonly isOwn: boolean;
	/** Whether it is delivered with the next answer but does not cause one. */
	readonly isLazy: boolean;
	/** Bytes that it holds, including its overhead. */
	readonly size: number;
	/** The record as it goes out now. Once it was sent, it stays the same. */
	encode(): EncodedRecord;
	/** Bytes of what `encode` returned last, in an answer of a form. */
	sizeIn(form: Form): number;
	/** It is in an answer for the first time. */
	onSent?(): void;
	onAcknowledged?(): void;
}

/** A record that is complete when it is added. */
export class WaitingRecord implements Waiting {
	public readonly number: number;
	public readonly isOwn: boolean;
	public readonly bytes: Buffer;
	private known: { readonly form: Form; readonly size: number } | undefined;

	public constructor(
		record: DownRecord,
		public readonly isLazy: boolean,
	) {
		this.number = record.number;
		this.isOwn = record.type === "c" || record.type === "e";
		this.bytes = encodeDownRecord(record);
	}

	public get size(): number {
		return this.bytes.length + RECORD_COST;
	}

	public encode(): Buffer {
		return this.bytes;
	}

	/** The size is computed once for each change of form. */
	public sizeIn(form: Form): number {
		if (this.known?.form !== form) this.known = { form, size: form.recordSize(this.bytes) };
		return this.known.size;
	}
}
