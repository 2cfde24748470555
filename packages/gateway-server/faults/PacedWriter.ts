/**
 * Writes bytes a few at a time, like a very slow connection.
 * Knows nothing about sockets: it writes to a function.
 */

import type { Clock } from "../../shared/clock.ts";

/** A queued job: bytes to write, or an action to run between writes. */
type Job =
	| { readonly kind: "bytes"; rest: Buffer; readonly pieceSize: number; readonly interval: number }
	| { readonly kind: "action"; readonly action: () => void; readonly size: number };

export class PacedWriter {
	private readonly jobs: Array<Job> = [];
	private timer: unknown;
	private isHeld = false;
	private waitingSize = 0;
	/** Earliest time of the next piece in milliseconds. */
	private nextAt = -Infinity;

	public constructor(
		private readonly clock: Clock,
		private readonly write: (piece: Buffer) => void,
	) {}

	/** True if an action would run immediately. */
	public get isIdle(): boolean {
		return !this.isHeld && this.jobs.length === 0;
	}

	/** Number of queued bytes. */
	public get size(): number {
		return this.waitingSize;
	}

	/**
	 * Writes `bytes` after all earlier jobs.
	 *
	 * @param pieceSize Bytes per piece; 0 for everything at once.
	 * @param interval Milliseconds between two pieces.
	 */
	public add(bytes: Buffer, pieceSize: number, interval: number): void {
		const pace = pieceSize === 0 ? { pieceSize: bytes.length, interval: 0 } : { pieceSize, interval };
		this.jobs.push({ kind: "bytes", rest: bytes, ...pace });
		this.waitingSize += bytes.length;
		this.run();
	}

	/** Runs `action` after all earlier jobs. @param size Bytes that it keeps in memory. */
	public perform(action: () => void, size = 0): void {
		this.jobs.push({ kind: "action", action, size });
		this.waitingSize += size;
		this.run();
	}

	/** Holds all jobs back or releases them. */
	public setHeld(isHeld: boolean): void {
		this.isHeld = isHeld;
		this.run();
	}

	/** Removes all jobs and stops the timer. */
	public clear(): void {
		this.jobs.length = 0;
		this.waitingSize = 0;
		this.clock.clearTimeout(this.timer);
	}

	private run(): void {
		this.clock.clearTimeout(this.timer);
		for (let job = this.jobs[0]; job !== undefined && !this.isHeld; job = this.jobs[0]) {
			if (job.kind === "action") {
				this.jobs.shift();
				this.waitingSize -= job.size;
				job.action();
				continue;
			}
			const wait = this.nextAt - this.clock.now();
			if (wait > 0) return this.wait(wait);
			this.writePiece(job);
		}
	}

	private wait(milliseconds: number): void {
		this.clock.clearTimeout(this.timer);
		this.timer = this.clock.setTimeout(() => {
			// the piece is due: a timer may fire a millisecond early by this clock
			this.nextAt = -Infinity;
			this.run();
		}, milliseconds);
	}

	private writePiece(job: Job & { readonly kind: "bytes" }): void {
		const piece = job.rest.subarray(0, job.pieceSize);
		job.rest = job.rest.subarray(piece.length);
		if (job.rest.length === 0) this.jobs.shift();
		this.waitingSize -= piece.length;
		this.nextAt = this.clock.now() + job.interval;
		this.write(piece);
	}
}
