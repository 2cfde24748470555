/** One DAVE session in its thread's queue: its tenant, and its waiting events. */

import type { EngineOwner } from "./Engine.ts";
import type { DaveEvent } from "./messages.ts";

/** Limit of events of a session in one turn: as many proposals are answered with one commit. */
const MAX_TURN = 64;
/** Limits of waiting events and their bytes for one session: a gateway that sends more is at fault. */
const MAX_WAITING = 1024;
const MAX_WAITING_SIZE = 4_194_304;
/** Approximate bytes that an event takes beside its payload. */
const EVENT_COST = 256;

interface WaitingEvent {
	readonly event: DaveEvent;
	readonly size: number;
}

/** What waits in all seats of a pool. */
export interface Load {
	/** Bytes. */
	size: number;
}

export class Seat {
	private waiting: Array<WaitingEvent> = [];
	private waitingSize = 0;

	/** @param tenant Name of the relay token that the session belongs to. */
	public constructor(
		public readonly session: number,
		public readonly tenant: string,
		public readonly owner: EngineOwner,
		private readonly load: Load,
	) {}

	/** Bytes that wait. */
	public get size(): number {
		return this.waitingSize;
	}

	public get isIdle(): boolean {
		return this.waiting.length === 0;
	}

	/** Whether more waits than allowed. */
	public get isFull(): boolean {
		return this.waiting.length > MAX_WAITING || this.waitingSize > MAX_WAITING_SIZE;
	}

	public add(event: DaveEvent): void {
		const size = EVENT_COST + payloadSize(event);
		this.waiting.push({ event, size });
		this.grow(size);
	}

	/** Takes the events of the next turn. */
	public takeTurn(): ReadonlyArray<DaveEvent> {
		const taken = this.waiting.splice(0, MAX_TURN);
		for (const { size } of taken) this.grow(-size);
		return taken.map(({ event }) => event);
	}

	public clear(): void {
		this.waiting = [];
		this.grow(-this.waitingSize);
	}

	private grow(size: number): void {
		this.waitingSize += size;
		this.load.size += size;
	}
}

/** In bytes, or characters. */
function payloadSize(event: DaveEvent): number {
	if (event.kind === "binary") return event.payload.length;
	return event.kind === "json" ? JSON.stringify(event.d ?? null).length : 0;
}
