/**
 * Down records that the client has not acknowledged, in order.
 * Pure. Rules R1 and R7 of docs/relay.md.
 */

import type { DownType } from "../../../src/protocol/relay/recordType.ts";
import type { EncodedRecord, Form } from "../codec/record.ts";
import type { Account } from "../memory/Account.ts";
import { RoomRecord, type RoomSource } from "./room/RoomRecord.ts";
import { WaitingRecord, type Waiting } from "./WaitingRecord.ts";

export interface Batch {
	readonly records: ReadonlyArray<EncodedRecord>;
	/** Bytes of the records in the requested form. */
	readonly size: number;
	readonly more: boolean;
}

export class DownBuffer {
	/** Records from `head` on; those before are acknowledged. */
	private records: Array<Waiting | undefined> = [];
	private head = 0;
	private byteCount = 0;
	private ownByteCount = 0;
	/** Records that are not lazy and were never sent. */
	private urgent = 0;
	private added = 0;
	private sent = 0;

	/** @param account Counts the bytes of the records. */
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

	/** Bytes in binary form, including the overhead of each record. */
	public get size(): number {
		return this.byteCount;
	}

	/** Bytes of `c` and `e` records: pausing the far servers does not stop these. */
	public get ownSize(): number {
		return this.ownByteCount;
	}

	/** Whether an answer is due: for a record that is not lazy, or one whose answer may have been lost. */
	public get hasReason(): boolean {
		return this.urgent > 0 || this.hasUnconfirmed;
	}

	/** Whether a record was sent and not acknowledged. */
	public get hasUnconfirmed(): boolean {
		return this.count > 0 && this.added - this.count < this.sent;
	}

	public add(socket: number, type: DownType, data: string | Buffer, isLazy: boolean): void {
		this.push(new WaitingRecord({ number: this.added + 1, socket, type, data }, isLazy));
	}

	/** Adds a record that is read from its room when it is sent. */
	public addRoom(socket: number, source: RoomSource): void {
		this.push(new RoomRecord(this.added + 1, socket, source));
	}

	/** Discards records up to `ack`, which must not be above `lastSent`. An older `ack` does nothing. */
	public acknowledge(ack: number): void {
		const freed: Array<Waiting> = [];
		for (let record = this.records[this.head]; record !== undefined; record = this.records[this.head]) {
			if (record.number > ack) break;
			freed.push(record);
			this.records[this.head] = undefined;
			this.head += 1;
		}
		for (const record of freed) this.forget(record);
		// moving the rest costs at most as much as was freed
		if (this.head * 2 >= this.records.length) {
			this.records = this.records.slice(this.head);
			this.head = 0;
		}
		// a room may add its next record
		for (const record of freed) record.onAcknowledged?.();
	}

	/** Returns the oldest records that fit in `maxSize` bytes of the form, at least one. They stay in the buffer. */
	public take(form: Form, maxSize: number): Batch {
		const records: Array<EncodedRecord> = [];
		let size = 0;
		for (let index = this.head; index < this.records.length; index += 1) {
			const record = this.records[index] as Waiting;
			const encoded = record.encode();
			const next = size + record.sizeIn(form);
			if (next > maxSize && records.length > 0) return { records, size, more: true };
			size = next;
			records.push(encoded);
			this.markSent(record);
		}
		return { records, size, more: false };
	}

	/** Discards every record. */
	public clear(): void {
		this.account.free(this.byteCount);
		this.records = [];
		this.head = 0;
		this.byteCount = 0;
		this.ownByteCount = 0;
		this.urgent = 0;
	}

	private push(record: Waiting): void {
		this.added += 1;
		this.records.push(record);
		if (!record.isLazy) this.urgent += 1;
		this.byteCount += record.size;
		if (record.isOwn) this.ownByteCount += record.size;
		this.account.take(record.size);
	}

	private forget({ size, isOwn }: Waiting): void {
		this.byteCount -= size;
		if (isOwn) this.ownByteCount -= size;
		this.account.free(size);
	}

	private markSent(record: Waiting): void {
		if (record.number <= this.sent) return;
		this.sent = record.number;
		if (!record.isLazy) this.urgent -= 1;
		record.onSent?.();
	}
}
