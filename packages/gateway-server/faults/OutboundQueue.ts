/**
 * Actions to run later, in the order they fall due.
 * Knows nothing about sockets.
 */

import type { Clock } from "../../shared/clock.ts";

interface Entry {
	/** Due time in milliseconds. */
	readonly at: number;
	/** Bytes the entry keeps in memory. */
	readonly size: number;
	readonly action: () => void;
}

export class OutboundQueue {
	private readonly entries: Array<Entry> = [];
	private timer: unknown;
	private isHeld = false;
	private waitingSize = 0;

	public constructor(private readonly clock: Clock) {}

	/** True if an action without delay would run immediately. */
	public get isIdle(): boolean {
		return !this.isHeld && this.entries.length === 0;
	}

	/** Total bytes of all queued entries. */
	public get size(): number {
		return this.waitingSize;
	}

	/**
	 * Runs `action` after `delay` milliseconds and after all earlier entries.
	 *
	 * @param size Bytes that the action keeps in memory.
	 * @param mayOvertake Whether it may run before earlier entries that fall due later.
	 */
	public add(action: () => void, delay: number, size = 0, mayOvertake = false): void {
		if (this.isIdle && delay === 0) return action();
		const now = this.clock.now();
		const lastAt = this.entries.at(-1)?.at ?? now;
		const at = mayOvertake ? now + delay : Math.max(now + delay, lastAt);
		const position = this.entries.findLastIndex((entry) => entry.at <= at) + 1;
		this.entries.splice(position, 0, { at, size, action });
		this.waitingSize += size;
		this.arm();
	}

	/** Holds all entries back or releases them. Overdue entries run on release. */
	public setHeld(isHeld: boolean): void {
		if (isHeld === this.isHeld) return;
		this.isHeld = isHeld;
		this.arm();
	}

	/** Removes all entries and stops the timer. */
	public clear(): void {
		this.entries.length = 0;
		this.waitingSize = 0;
		this.arm();
	}

	private arm(): void {
		this.clock.clearTimeout(this.timer);
		const [next] = this.entries;
		if (next === undefined || this.isHeld) return;
		const wait = Math.max(0, next.at - this.clock.now());
		this.timer = this.clock.setTimeout(() => this.release(), wait);
	}

	private release(): void {
		// always run the first entry: a timer may fire a millisecond early by this clock
		do this.runFirst();
		while (this.entries[0] !== undefined && this.entries[0].at <= this.clock.now());
		this.arm();
	}
	private runFirst(): void {
		const entry = this.entries.shift();
		if (entry === undefined) return;
		this.waitingSize -= entry.size;
		entry.action();
	}
}
