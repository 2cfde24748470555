/**
 * Down records that the client has not acknowledged, in order.
 * Pure. Rules R1 and R7 of docs/relay.md.
 */

import type { DownType, Form } from "../codec/record.ts";
import type { Account } from "../memory/Account.ts";
import { WaitingRecord } from "./WaitingRecord.ts";

export interface Batch {
	readonly chunks: ReadonlyArray<Buffer>;
	readonly more: boolean;
}

export class DownBuffer {
	/** From `head` on: what went before is acknowledged. */
	private records: Array<WaitingRecord | undefined> = [];
	private head = 0;
	private byteCount = 0;
	private ownByteCount = 0;
	/** Records that are not lazy and were never sent. */
	private urgent = 0;
	private added = 0;
	private sent = 0;

	/** @param account What the records hold counts there. */
	public constructor(private readonly account: Account) {}

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

	/** Bytes in binary form, cost of the records themselves included. */
	public get size(): number {
		return this.byteCount;
	}

	/** Bytes of these that are ends and errors: holding far servers back does not keep them away. */
	public get ownSize(): number {
		return this.ownByteCount;
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
		this.added += 1;
		const record = new WaitingRecord({ number: this.added, socket, type, data }, isLazy);
		this.records.push(record);
		if (!isLazy) this.urgent += 1;
		this.byteCount += record.size;
		if (record.isOwn) this.ownByteCount += record.size;
		this.account.take(record.heldSize);
	}

	/** Forgets records up to `ack`, which must not be above `lastSent`. A lower one than before does nothing. */
	public acknowledge(ack: number): void {
		let freed = 0;
		for (let record = this.records[this.head]; record !== undefined; record = this.records[this.head]) {
			if (record.number > ack) break;
			freed += record.heldSize;
			this.byteCount -= record.size;
			if (record.isOwn) this.ownByteCount -= record.size;
			this.records[this.head] = undefined;
			this.head += 1;
		}
		this.account.free(freed);
		// moving the rest costs no more than what was freed
		if (this.head * 2 >= this.records.length) {
			this.records = this.records.slice(this.head);
			this.head = 0;
		}
	}

	/** Records from the oldest on, at least one, that fit in `maxSize` bytes of the form. They stay. */
	public take(form: Form, maxSize: number): Batch {
		const chunks: Array<Buffer> = [];
		let size = 0;
		for (let index = this.head; index < this.records.length; index += 1) {
			const record = this.records[index] as WaitingRecord;
			const chunk = this.encode(record, form);
			size += chunk.length + 1;
			if (size > maxSize && chunks.length > 0) return { chunks, more: true };
			chunks.push(chunk);
			this.markSent(record);
		}
		return { chunks, more: false };
	}

	/** Forgets everything. */
	public clear(): void {
		this.account.free(this.records.reduce((sum, record) => sum + (record?.heldSize ?? 0), 0));
		this.records = [];
		this.head = 0;
		this.byteCount = 0;
		this.ownByteCount = 0;
		this.urgent = 0;
	}

	private encode(record: WaitingRecord, form: Form): Buffer {
		const before = record.heldSize;
		const chunk = record.encoded(form);
		this.account.take(record.heldSize - before);
		return chunk;
	}

	private markSent(record: WaitingRecord): void {
		if (record.number <= this.sent) return;
		this.sent = record.number;
		if (!record.isLazy) this.urgent -= 1;
	}
}
