/**
 * Sends a text at regular times, even while the client is stalled.
 * Times count from the due time, so they do not drift. Sends that were missed while the process was busy are made up by one.
 */

import type { Clock } from "../../../shared/clock.ts";
import type { KeepAliveData } from "./upData.ts";

type KeepAliveStart = Omit<Extract<KeepAliveData, { readonly kind: "start" }>, "kind">;

/** Bytes that a string takes for each of its units, at most. */
const BYTES_PER_UNIT = 2;
/** Largest message that can be an answer, in bytes: answers to heartbeats are short. */
const MAX_ANSWER_SIZE = 256;

export class KeepAlive {
	private timer: unknown;
	private dueAt = 0;
	private everyMs = 0;
	private text = "";
	private lazy: string | undefined;
	private sent = 0;

	/** @param send Gets the text, and the number of sends since the start. */
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

	/** Whether a message of the far server answers the text: it contains the marker of the last start. */
	public isAnswer(message: Buffer): boolean {
		return this.lazy !== undefined && message.length <= MAX_ANSWER_SIZE && message.includes(this.lazy);
	}

	/** Starts, or restarts. @param lazy Marks answers. */
	public start({ everyMs, firstMs, text, lazy }: KeepAliveStart): void {
		this.stop();
		this.everyMs = everyMs;
		this.text = text;
		this.lazy = lazy;
		this.sent = 0;
		this.schedule(this.clock.now() + firstMs);
	}

	/** Changes the text and keeps the times. Does nothing unless it runs. */
	public setText(text: string): void {
		if (this.isRunning) this.text = text;
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
