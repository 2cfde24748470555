/**
 * A waiting down record in binary form, the most compact one. Other forms are written from it
 * when an answer is sent, and not kept.
 * Pure.
 */

import { encodeDownRecord } from "../codec/binaryForm.ts";
import type { DownRecord, Form } from "../codec/record.ts";

/** Overhead of a record, in bytes: objects, allocation, slot. Measured: 300 to 350. */
export const RECORD_COST = 384;

export class WaitingRecord {
	public readonly number: number;
	/** Whether the relay wrote it, and not a far server. */
	public readonly isOwn: boolean;
	public readonly bytes: Buffer;
	private known: { readonly form: Form; readonly size: number } | undefined;

	/** @param isLazy Whether it is delivered with the next answer but does not cause one. */
	public constructor(
		record: DownRecord,
		public readonly isLazy: boolean,
	) {
		this.number = record.number;
		this.isOwn = record.type === "c" || record.type === "e";
		this.bytes = encodeDownRecord(record);
	}

	/** Bytes that it holds, including its overhead. */
	public get size(): number {
		return this.bytes.length + RECORD_COST;
	}

	/** Bytes that it takes in an answer of a form. They are computed once for each change of form. */
	public sizeIn(form: Form): number {
		if (this.known?.form !== form) this.known = { form, size: form.recordSize(this.bytes) };
		return this.known.size;
	}
}
