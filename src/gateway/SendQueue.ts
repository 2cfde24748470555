/**
 * Messages of one connection that wait to be sent: until the session is open, and then as fast as the rate limit allows, in
 * order. They survive a lost socket.
 * Edge: a task in the loop that all connections share, only while a message waits for the rate limit.
 */

import { Logger } from "../runtime/Logger";
import { Scheduler } from "../runtime/Scheduler";
import { SchedulerLoop } from "./SchedulerLoop";

const DEFAULT_LIMIT = 1000;

/** A message that waits to be sent. */
export interface QueuedMessage {
	readonly message: string | buffer;
	/** Called once: with a reason if the message will not be sent. */
	readonly onSettled?: (fault?: string) => void;
}

export interface SendQueueOptions {
	readonly scheduler: Scheduler;
	readonly log: Logger;
	/** Maximum number of messages that wait. @default 1000 */
	readonly limit?: number;
	/** Whether messages may go out. */
	readonly isOpen: () => boolean;
	/** Seconds until the rate limit allows the next message. */
	readonly untilFree: () => number;
	/** Sends one message. Returns why it failed, if it did. */
	readonly transmit: (message: string | buffer) => string | undefined;
	/** Called when the queue joins the shared loop, and with undefined when it leaves. */
	readonly onLoopChanged: (loop?: SchedulerLoop) => void;
}

export class SendQueue {
	/** In order. The same array for the lifetime of the queue. */
	public readonly messages: Array<QueuedMessage> = [];
	private readonly limit: number;
	private loop?: SchedulerLoop;
	private readonly task = () => this.flush();

	public constructor(private readonly options: SendQueueOptions) {
		this.limit = options.limit ?? DEFAULT_LIMIT;
	}

	/** Adds a message, and sends it at once if possible. Never yields. @throws If the queue is full. */
	public add(message: QueuedMessage): void {
		assert(
			this.messages.size() < this.limit,
			`the queue is full: at most ${this.limit} messages may wait to be sent`,
		);
		this.messages.push(message);
		this.flush();
	}

	/** Sends as many messages as the rate limit allows. If some are left, the loop continues. */
	public flush(): void {
		const { messages, options } = this;
		while (options.isOpen() && messages.size() > 0 && options.untilFree() === 0) {
			const [first] = messages;
			if (options.transmit(first.message) !== undefined) break; // kept for the next socket
			messages.shift();
			first.onSettled?.();
		}
		if (options.isOpen() && messages.size() > 0) this.joinLoop();
		else this.leaveLoop();
	}

	/** Joins the shared loop, which calls `flush` every 50 ms until no message waits. */
	public joinLoop(): void {
		if (this.loop !== undefined) return;
		this.loop = SchedulerLoop.of(this.options.scheduler);
		this.loop.add(this.task);
		this.options.onLoopChanged(this.loop);
	}

	/** Leaves the shared loop. The messages are kept. */
	public leaveLoop(): void {
		if (this.loop === undefined) return;
		this.loop.remove(this.task);
		this.loop = undefined;
		this.options.onLoopChanged(undefined);
	}

	/** Discards every message, with the reason for those that wait for the outcome. */
	public discard(reason: string): void {
		const discarded = [...this.messages];
		this.messages.clear();
		if (discarded.size() > 0) this.options.log.warn(`${discarded.size()} messages were not sent: ${reason}`);
		for (const { onSettled } of discarded) onSettled?.(reason);
	}
}
