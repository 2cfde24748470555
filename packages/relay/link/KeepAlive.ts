/**
 * Text that goes out at even times, whether or not the client is there to ask for it.
 * Times count from the due time, so they do not drift; what fell due while the process was busy is sent once.
 */

import type { Clock } from "../../shared/clock.ts";

/** A string takes at most two bytes for each of its units. */
const BYTES_PER_UNIT = 2;

export class KeepAlive {
	private timer: unknown;
	private dueAt = 0;
	private everyMs = 0;
	private text = "";
	private sent = 0;

	/** @param send Gets the text, and how many times it went out since the start. */
	public constructor(
		private readonly clock: Clock,
		private readonly send: (text: string, sent: number) => void,
	) {}

	public get isRunning(): boolean {
		return this.timer !== undefined;
	}

	/** Bytes of the text, at most. */
	public get size(): number {
		return this.text.length * BYTES_PER_UNIT;
	}

	/** Starts, or starts anew. */
	public start(everyMs: number, firstMs: number, text: string): void {
		this.stop();
		this.everyMs = everyMs;
		this.text = text;
		this.sent = 0;
		this.schedule(this.clock.now() + firstMs);
	}

	/** Changes the text alone. */
	public setText(text: string): void {
		this.text = text;
	}

	/** Safe to call twice. */
	public stop(): void {
		this.clock.clearTimeout(this.timer);
		this.timer = undefined;
		this.text = "";
	}

	private schedule(dueAt: number): void {
		this.dueAt = dueAt;
		this.timer = this.clock.setTimeout(() => this.beat(), Math.max(0, dueAt - this.clock.now()));
	}

	private beat(): void {
		const missed = Math.floor((this.clock.now() - this.dueAt) / this.everyMs);
		this.schedule(this.dueAt + (Math.max(0, missed) + 1) * this.everyMs);
		this.sent += 1;
		this.send(this.text, this.sent);
	}
}
