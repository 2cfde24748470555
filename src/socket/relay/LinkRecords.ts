/**
 * The records of one link: up records until the relay has accepted them, and the number of the last down record that was
 * processed. Decides what the next request carries.
 * Pure, except for the engine's JSON and base64.
 */

import { BODY_OVERHEAD, BodyForm, encodeRecord } from "../../protocol/relay/body";
import { accept, Delivery, FRESH_DELIVERY, keep, receive, rewrite, takePieces } from "../../protocol/relay/delivery";
import { DownRecord, UpRecord } from "../../protocol/relay/record";
import { UpType } from "../../protocol/relay/recordType";
import { engineEncoding } from "../../runtime/encoding";

/** Maximum size of a body in bytes, until the relay has told its limit. */
const FIRST_BODY = 65536;
/** Bodies are not made smaller than this many bytes. */
const MIN_BODY = 1024;
/** Records and bytes that may be queued for the relay. */
const MAX_KEPT = 4096;
const MAX_KEPT_SIZE = 4194304;

/** What one request carries. */
export interface RecordBatch {
	readonly form: BodyForm;
	/** Number of the last down record that was processed. */
	readonly ack: number;
	/** Up records, encoded in `form`. */
	readonly pieces: ReadonlyArray<string>;
}

export class LinkRecords {
	private delivery: Delivery = FRESH_DELIVERY;
	private form: BodyForm = "json";
	private maxBody = FIRST_BODY;
	/** Number of the last up record in a request that is in flight or was answered. */
	private handed = 0;
	/** Number of the last up record that cannot wait for a poll. */
	private urgent = 0;

	/** Whether the relay has accepted every up record. */
	public isEmpty(): boolean {
		return this.delivery.kept.isEmpty();
	}

	/** Whether an urgent record is in no request yet. */
	public hasUrgent(): boolean {
		return this.urgent > this.handed;
	}

	/**
	 * Adds an up record.
	 *
	 * @param isUrgent Whether it cannot wait for the poll that is held.
	 * @throws If it is too large, or the queue is full.
	 */
	public push(socket: number, kind: UpType, data: UpRecord["data"], isUrgent: boolean): void {
		const { delivery } = this;
		const record = { number: delivery.made + 1, socket, type: kind, data };
		const piece = encodeRecord(this.form, record, engineEncoding);
		const size = piece.size();
		const room = this.room();
		assert(size <= room, `the relay accepts messages of up to about ${room} bytes, got ${size}`);
		const isFull = delivery.kept.size() >= MAX_KEPT || delivery.keptSize + size > MAX_KEPT_SIZE;
		assert(!isFull, `${delivery.kept.size()} messages are already waiting for the relay`);
		this.delivery = keep(delivery, { record, piece });
		if (isUrgent) this.urgent = record.number;
	}

	/** Returns the content of the next request: the oldest records that the relay has not accepted, as far as they fit. */
	public take(): RecordBatch {
		const { pieces, last } = takePieces(this.delivery, this.room());
		this.handed = math.max(this.handed, last);
		return { form: this.form, ack: this.delivery.received, pieces };
	}

	/** Forgets up records up to number `ack`. Returns false if the relay claims records that were never sent. */
	public accept(ack: number): boolean {
		const delivery = accept(this.delivery, ack);
		if (delivery !== undefined) this.delivery = delivery;
		return delivery !== undefined;
	}

	/** Returns the new ones of `down`, and counts them as processed; undefined if the relay has lost records before them. */
	public receive(down: ReadonlyArray<DownRecord>): ReadonlyArray<DownRecord> | undefined {
		const received = receive(this.delivery, down);
		if (received !== undefined) this.delivery = received.delivery;
		return received?.fresh;
	}

	/** A request failed, so what it carried may be lost: the next request carries it again. */
	public resend(): void {
		this.handed = this.delivery.accepted;
	}

	/** Applies the relay's limit for a body, in bytes. */
	public limitBody(maxBody: number): void {
		this.maxBody = maxBody;
	}

	/** Encodes every record in binary form from now on, those already queued included. */
	public useBinary(): void {
		this.form = "binary";
		this.delivery = rewrite(this.delivery, (record) => encodeRecord("binary", record, engineEncoding));
	}

	/** Halves the limit for a body. Returns false if that would not help. */
	public shrink(): boolean {
		if (this.delivery.kept.size() <= 1 || this.maxBody <= MIN_BODY) return false;
		this.maxBody = math.floor(this.maxBody / 2);
		return true;
	}

	/** Whether the record `expected`, which the relay misses, is still kept. */
	public isKept(expected: number): boolean {
		return expected > this.delivery.accepted;
	}

	/** Bytes that the records of one body may have. */
	private room(): number {
		return this.maxBody - BODY_OVERHEAD;
	}
}
