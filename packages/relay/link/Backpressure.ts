/**
 * Stops reading from far servers while a client reads too slowly, and gives up after a time.
 * Rule R6 of docs/relay.md. Time comes from a clock.
 */

import type { Clock } from "../../shared/clock.ts";
import type { DownBuffer } from "./DownBuffer.ts";

export interface BackpressureLimits {
	readonly bufferRecords: number;
	readonly bufferBytes: number;
	/** Longest pause of the far servers before their sockets are closed, in milliseconds. */
	readonly pauseMs: number;
}

export interface BackpressureActions {
	readonly setPaused: (isPaused: boolean) => void;
	/** Called when the pause has lasted too long. */
	readonly giveUp: () => void;
}

/** Shares of the buffer at which reading stops and resumes. */
const PAUSE_SHARE = 0.75;
const RESUME_SHARE = 0.25;

export class Backpressure {
	private timer: unknown;

	public constructor(
		private readonly clock: Clock,
		private readonly limits: BackpressureLimits,
		private readonly buffer: DownBuffer,
		private readonly actions: BackpressureActions,
	) {}

	/** Whether reading from far servers is paused. */
	public get isOn(): boolean {
		return this.timer !== undefined;
	}

	/** Whether the buffer takes no further message. */
	public get isFull(): boolean {
		return this.buffer.count >= this.limits.bufferRecords || this.buffer.size >= this.limits.bufferBytes;
	}

	/** Call after a message was added. */
	public added(): void {
		const { bufferRecords, bufferBytes, pauseMs } = this.limits;
		const isHigh =
			this.buffer.count >= bufferRecords * PAUSE_SHARE || this.buffer.size >= bufferBytes * PAUSE_SHARE;
		if (!isHigh || this.isOn) return;
		this.timer = this.clock.setTimeout(() => {
			this.timer = undefined;
			this.actions.giveUp();
		}, pauseMs);
		this.actions.setPaused(true);
	}

	/** Call after records were acknowledged. */
	public acknowledged(): void {
		const { bufferRecords, bufferBytes } = this.limits;
		const isLow =
			this.buffer.count <= bufferRecords * RESUME_SHARE && this.buffer.size <= bufferBytes * RESUME_SHARE;
		if (!isLow || !this.isOn) return;
		this.stop();
		this.actions.setPaused(false);
	}

	/** Safe to call twice. */
	public stop(): void {
		this.clock.clearTimeout(this.timer);
		this.timer = undefined;
	}
}
