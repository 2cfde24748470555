/**
 * Down records that the client has not acknowledged, in order.
 * Pure. Rules R1 and R7 of docs/relay.md.
 */

import type { DownRecord, DownType, Form } from "../codec/record.ts";
import type { Budget } from "./Budget.ts";

/** What a record costs beside its data, in bytes: numbers, object, slot. */
const RECORD_COST = 128;

export interface Batch {
	readonly chunks: ReadonlyArray<string | Buffer>;
	readonly more: boolean;
}

export class DownBuffer {
	/** From `head` on: what went before is acknowledged. */
	private records: Array<DownRecord> = [];
	private head = 0;
	private byteCount = 0;
	/** Records that are not lazy and were never sent. */
	private urgent = 0;
	private added = 0;
	private sent = 0;

	public constructor(private readonly budget: Budget) {}

	/** Number of the last record that was added. */
	public get lastNumber(): number {
		return this.added;
	}

	/** Number of the last record that was in an answer. */
	public get lastSent(): number {
		return this.sent;
	}

	public get count(): number {
		return this.records.length - this.head;
	}

	/** Bytes, cost of the records themselves included. */
	public get size(): number {
		return this.byteCount;
	}

	/** Whether there is reason for an answer: a record that is not lazy, or one whose answer may have been lost. */
	public get hasReason(): boolean {
		return this.urgent > 0 || this.hasUnconfirmed;
	}

	/** Whether a record was sent and not acknowledged. */
	public get hasUnconfirmed(): boolean {
		return this.count > 0 && this.added - this.count < this.sent;
	}

	public add(socket: number, type: DownType, data: string | Buffer, isLazy: boolean): void {
		const size = Buffer.byteLength(data);
		this.added += 1;
		this.records.push({ number: this.added, socket, type, data, size, isLazy });
		if (!isLazy) this.urgent += 1;
		this.byteCount += size + RECORD_COST;
		this.budget.take(size + RECORD_COST);
	}

	/** Forgets records up to `ack`, which must not be above `lastSent`. A lower one than before does nothing. */
	public acknowledge(ack: number): void {
		let freed = 0;
		for (let record = this.records[this.head]; record !== undefined; record = this.records[this.head]) {
			if (record.number > ack) break;
			freed += record.size + RECORD_COST;
			this.head += 1;
		}
		this.byteCount -= freed;
		this.budget.free(freed);
		// moving the rest costs no more than what was freed
		if (this.head * 2 >= this.records.length) {
			this.records = this.records.slice(this.head);
			this.head = 0;
		}
	}

	/** Records from the oldest on, at least one, that fit in `maxSize` bytes of the form. They stay. */
	public take(form: Form, maxSize: number): Batch {
		const chunks: Array<string | Buffer> = [];
		let size = 0;
		for (let index = this.head; index < this.records.length; index += 1) {
			const record = this.records[index] as DownRecord;
			const chunk = form.encodeRecord(record);
			size += Buffer.byteLength(chunk) + 1;
			if (size > maxSize && chunks.length > 0) return { chunks, more: true };
			chunks.push(chunk);
			this.markSent(record);
		}
		return { chunks, more: false };
	}

	/** Forgets everything. */
	public clear(): void {
		this.budget.free(this.byteCount);
		this.records = [];
		this.head = 0;
		this.byteCount = 0;
		this.urgent = 0;
	}

	private markSent(record: DownRecord): void {
		if (record.number <= this.sent) return;
		this.sent = record.number;
		if (!record.isLazy) this.urgent -= 1;
	}
}
