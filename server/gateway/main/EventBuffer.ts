/**
 * Numbered events of one session, kept so that a Resume gets what it missed. A ring: the oldest go first.
 * Pure. Sequences count from 1 and never wrap.
 * Source: Discord Docs, "Resuming" (gateway).
 */

/** One dispatch, as it goes over the wire. */
export interface Dispatch {
	readonly op: 0;
	readonly t: string;
	readonly s: number;
	readonly d: unknown;
}

export class EventBuffer {
	private readonly events: Array<Dispatch> = [];
	private sequence = 0;
	/** Sequence of the latest event that a Resume would have to replay and cannot. */
	private forgotten = 0;

	/** @param size Most events kept. */
	public constructor(private readonly size: number) {}

	/** Sequence of the latest event; 0 if there is none. */
	public get lastSequence(): number {
		return this.sequence;
	}

	/** Numbers an event and keeps it. */
	public push(event: string, data: unknown): Dispatch {
		const dispatch = this.number(event, data);
		this.events.push(dispatch);
		if (this.events.length > this.size) this.forgotten = this.events.shift()!.s;
		return dispatch;
	}

	/** Numbers an event that no Resume is to replay. */
	public number(event: string, data: unknown): Dispatch {
		this.sequence += 1;
		return { op: 0, t: event, s: this.sequence, d: data };
	}

	/** Events after `sequence`, oldest first; `undefined` if one of them is no longer kept. */
	public after(sequence: number): ReadonlyArray<Dispatch> | undefined {
		if (sequence < this.forgotten) return undefined;
		return this.events.filter(({ s }) => s > sequence);
	}
}
