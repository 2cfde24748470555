/**
 * A down record that waits for its client, as the bytes that go into an answer: encoded once, however often it is sent.
 * Pure.
 */

import { binaryForm, decodeDownRecord } from "../codec/binaryForm.ts";
import type { DownRecord, Form } from "../codec/record.ts";

/** What a record costs beside its bytes, in bytes: objects, allocation, slot. Measured: 300 to 350. */
export const RECORD_COST = 384;

export class WaitingRecord {
	public readonly number: number;
	/** Whether it is the relay's own word about a socket, and not what a far server brought. */
	public readonly isOwn: boolean;
	/** Binary form: the smallest that has everything. */
	private readonly bytes: Buffer;
	private other: { readonly form: Form; readonly bytes: Buffer } | undefined;

	/** @param isLazy Whether it is delivered with the next answer, but is no reason for one. */
	public constructor(
		record: DownRecord,
		public readonly isLazy: boolean,
	) {
		this.number = record.number;
		this.isOwn = record.type === "c" || record.type === "e";
		this.bytes = binaryForm.encodeRecord(record);
	}

	/** Bytes that it waits with, its cost included: the same for every client. */
	public get size(): number {
		return this.bytes.length + RECORD_COST;
	}

	/** Bytes that it holds now. */
	public get heldSize(): number {
		return this.size + (this.other?.bytes.length ?? 0);
	}

	/** Its bytes in a form. The first call for a form other than the binary one makes them, and holds more from then on. */
	public encoded(form: Form): Buffer {
		if (form === binaryForm) return this.bytes;
		if (this.other?.form !== form) {
			this.other = { form, bytes: form.encodeRecord(decodeDownRecord(this.bytes)) };
		}
		return this.other.bytes;
	}
}
