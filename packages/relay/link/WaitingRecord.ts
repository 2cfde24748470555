/**
 * A down record that waits for its client, in binary form: the smallest that has everything. Other forms are written from it
 * when an answer goes out, and kept nowhere.
 * Pure.
 */

import { encodeDownRecord } from "../codec/binaryForm.ts";
import type { DownRecord, Form } from "../codec/record.ts";

/** What a record costs beside its bytes, in bytes: objects, allocation, slot. Measured: 300 to 350. */
export const RECORD_COST = 384;

export class WaitingRecord {
	public readonly number: number;
	/** Whether it is the relay's own word about a socket, and not what a far server brought. */
	public readonly isOwn: boolean;
	public readonly bytes: Buffer;
	private known: { readonly form: Form; readonly size: number } | undefined;

	/** @param isLazy Whether it is delivered with the next answer, but is no reason for one. */
	public constructor(
		record: DownRecord,
		public readonly isLazy: boolean,
	) {
		this.number = record.number;
		this.isOwn = record.type === "c" || record.type === "e";
		this.bytes = encodeDownRecord(record);
	}

	/** Bytes that it holds, its cost included. */
	public get size(): number {
		return this.bytes.length + RECORD_COST;
	}

	/** Bytes that it takes in an answer of a form. It is read through once for each change of form. */
	public sizeIn(form: Form): number {
		if (this.known?.form !== form) this.known = { form, size: form.recordSize(this.bytes) };
		return this.known.size;
	}
}
