/**
 * Decides whether a sweep may stop speakers. Pure; time is an argument, in milliseconds.
 * After a stall of the event loop the packets of the stall are still in the socket: the first sweep is too late to judge,
 * and the one after it, for which the socket has been read, judges.
 */

/** Time between two sweeps. */
export const SWEEP_MS = 50;
/** How late a sweep may be and still judge. */
export const MOST_LATE_MS = 200;

export class SweepPace {
	private due = 0;
	private wasLate = false;

	/** Begins with the first speaker. */
	public begin(now: number): void {
		this.due = now + SWEEP_MS;
		this.wasLate = false;
	}

	/** Takes one sweep. Returns whether it may stop anyone: of two late ones in a row the second may. */
	public mayStop(now: number): boolean {
		const isLate = now - this.due > MOST_LATE_MS;
		const mayStop = !isLate || this.wasLate;
		this.wasLate = isLate && !this.wasLate;
		this.due = now + SWEEP_MS;
		return mayStop;
	}
}
