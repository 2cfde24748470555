/**
 * Pings that wait for their pongs. A pong answers its own ping and all earlier ones, since a peer that falls behind may
 * answer only the last one (RFC 6455, section 5.5.3).
 * Edge: deadlines on the injected scheduler.
 */

import { Scheduler } from "../runtime/Scheduler";

/** Milliseconds in a second. */
const MILLISECONDS = 1000;

interface PendingPing {
	readonly payload: string;
	readonly sentAt: number;
	readonly deadline: thread;
	readonly onPong: (milliseconds: number) => void;
	readonly onFault: (reason: string) => void;
}

export class PingTracker {
	private pending: Array<PendingPing> = [];
	private count = 0;

	/** @param limit Seconds that a ping waits for its pong. */
	public constructor(
		private readonly scheduler: Scheduler,
		private readonly limit: number,
	) {}

	/** Returns a payload that no other ping of this tracker has. */
	public freshPayload(): string {
		this.count += 1;
		return string.format("ping %d", this.count);
	}

	/** Waits for the pong of a ping that goes out now. Calls one of the functions, once. Neither may yield or error. */
	public add(payload: string, onPong: PendingPing["onPong"], onFault: PendingPing["onFault"]): void {
		const deadline = this.scheduler.delay(this.limit, () => {
			this.pending = this.pending.filter((other) => other !== ping);
			onFault(`no pong within ${this.limit} s`);
		});
		const ping: PendingPing = { payload, sentAt: this.scheduler.now(), deadline, onPong, onFault };
		this.pending.push(ping);
	}

	/** A pong came. Returns the milliseconds since its ping, or undefined if no ping waits for it. */
	public answer(payload: string): number | undefined {
		const index = this.pending.findIndex((ping) => ping.payload === payload);
		if (index === -1) return undefined;
		const answered = this.pending;
		this.pending = answered.filter((_, other) => other > index);
		const now = this.scheduler.now();
		for (const at of $range(0, index)) {
			const ping = answered[at];
			this.scheduler.cancel(ping.deadline);
			ping.onPong(millisecondsSince(ping.sentAt, now));
		}
		return millisecondsSince(answered[index].sentAt, now);
	}

	/** Fails every ping: no pong will come. */
	public fail(reason: string): void {
		const failed = this.pending;
		this.pending = [];
		for (const ping of failed) {
			this.scheduler.cancel(ping.deadline);
			ping.onFault(reason);
		}
	}
}

/** 0 if the clock went back. */
function millisecondsSince(at: number, now: number): number {
	return math.max(0, now - at) * MILLISECONDS;
}
