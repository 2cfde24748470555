/**
 * Numbers the events of one session, and keeps the latest in a ring for a Resume. Holds references, so an event sent to many
 * sessions is kept once.
 * Pure. Sequences count from 1 and never wrap.
 * Source: Discord Docs, "Resuming" (gateway).
 */

import type { WrittenEvent } from "./WrittenEvent.ts";

/** An event with its sequence in one session. */
export interface NumberedEvent {
	readonly s: number;
	readonly event: WrittenEvent;
}

export class EventBuffer {
	/** The event of sequence `s` is at `(s - 1) % size`, or `undefined` if a Resume does not replay it. */
	private readonly kept: Array<WrittenEvent | undefined> = [];
	private sequence = 0;
	/** Sequence of the latest event that a Resume can no longer replay. */
	private forgotten = 0;

	/** @param size Number of sequences to keep. */
	public constructor(private readonly size: number) {}

	/** Sequence of the latest event; 0 before the first. */
	public get lastSequence(): number {
		return this.sequence;
	}

	/** Numbers an event and keeps it. Returns its sequence. */
	public push(event: WrittenEvent): number {
		this.sequence += 1;
		if (this.size === 0) this.forgotten = this.sequence;
		else this.keep(event);
		return this.sequence;
	}

	/** Numbers an event that a Resume does not replay. Returns its sequence. */
	public skip(): number {
		this.sequence += 1;
		if (this.size > 0) this.keep(undefined);
		return this.sequence;
	}

	/** Returns the events after `sequence`, oldest first; `undefined` if one of them is no longer kept. */
	public after(sequence: number): ReadonlyArray<NumberedEvent> | undefined {
		if (sequence < this.forgotten) return undefined;
		const events: Array<NumberedEvent> = [];
		for (let s = Math.max(sequence, this.sequence - this.size) + 1; s <= this.sequence; s++) {
			const event = this.kept[this.placeOf(s)];
			if (event !== undefined) events.push({ s, event });
		}
		return events;
	}

	private keep(event: WrittenEvent | undefined): void {
		const place = this.placeOf(this.sequence);
		if (this.kept[place] !== undefined) this.forgotten = this.sequence - this.size;
		this.kept[place] = event;
	}

	private placeOf(sequence: number): number {
		return (sequence - 1) % this.size;
	}
}
