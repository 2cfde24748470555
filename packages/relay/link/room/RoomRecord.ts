/**
 * A waiting record of a room. It holds a place in the order of records, and gets its content when it is sent: a client that
 * reads slowly gets the present, not a queue. Once it was sent, its content is fixed, so that a repeated answer is the same.
 * Pure. Rules R1 and R7 of docs/relay.md.
 */

import type { Form, SharedRecord } from "../../codec/record.ts";
import { sharedText } from "../../codec/SharedText.ts";
import type { Segment } from "../../room/Segment.ts";
import { RECORD_COST, type Waiting } from "../WaitingRecord.ts";

/** The socket whose record it is. */
export interface RoomSource {
	/** Segments that the client lacks now, oldest first. */
	read(): ReadonlyArray<Segment>;
	/** They are in an answer for the first time. @param size Bytes of the text. */
	sent(segments: ReadonlyArray<Segment>, size: number): void;
	acknowledged(): void;
}

export class RoomRecord implements Waiting {
	public readonly isOwn = false;
	public readonly isLazy = false;
	/** The segments belong to the log of the room, which all watchers share. */
	public readonly size = RECORD_COST;
	private segments: ReadonlyArray<Segment> = [];
	private record: SharedRecord | undefined;
	private isSent = false;

	public constructor(
		public readonly number: number,
		private readonly socket: number,
		private readonly source: RoomSource,
	) {}

	public encode(): SharedRecord {
		if (this.record !== undefined && this.isSent) return this.record;
		this.segments = this.source.read();
		const texts = this.segments.map(({ bytes }) => sharedText(bytes));
		return (this.record = { number: this.number, socket: this.socket, texts });
	}

	public sizeIn(form: Form): number {
		return form.recordSize(this.record ?? this.encode());
	}

	public onSent(): void {
		this.isSent = true;
		const size = this.segments.reduce((sum, { bytes }) => sum + bytes.length, 0);
		this.source.sent(this.segments, size);
		this.segments = [];
	}

	public onAcknowledged(): void {
		this.source.acknowledged();
	}
}
