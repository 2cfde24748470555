/** Remembers pings until their pongs come, to measure the time between. */

import type { Clock } from "../../../shared/clock.ts";

/** Pings without a pong that are remembered; the oldest go first. */
const MAX_PINGS = 16;

export class PingLog {
	private open: Array<{ readonly payload: Buffer; readonly at: number }> = [];

	public constructor(private readonly clock: Clock) {}

	/** Bytes of the payloads that are remembered. */
	public get size(): number {
		return this.open.reduce((sum, { payload }) => sum + payload.length, 0);
	}

	public sent(payload: Buffer): void {
		this.open.push({ payload, at: this.clock.now() });
		if (this.open.length > MAX_PINGS) this.open.shift();
	}

	/** @returns Milliseconds since the ping, rounded; `undefined` for an unsolicited pong. A pong answers earlier pings too. */
	public answered(payload: Buffer): number | undefined {
		const index = this.open.findIndex((ping) => ping.payload.equals(payload));
		const ping = this.open[index];
		if (ping === undefined) return undefined;
		this.open = this.open.slice(index + 1);
		return Math.round(this.clock.now() - ping.at);
	}
}
