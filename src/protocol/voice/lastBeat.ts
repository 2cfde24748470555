/**
 * Matches an ACK of the voice gateway with the last beat, by nonce. An ACK of an older beat, or a second one, is unknown:
 * a stand-in repeats the last nonce, and its ACKs say nothing about the ping.
 * Pure: the caller passes the clock in.
 */

import { BeatMatcher } from "../heartbeat";

export class LastBeat implements BeatMatcher {
	private nonce: number | undefined;
	/** Clock reading, in seconds, of the last beat; undefined once it is acknowledged. */
	private sentAt: number | undefined;

	public record(now: number, nonce: number): void {
		this.nonce = nonce;
		this.sentAt = now;
	}

	public acknowledge(now: number, nonce?: number): number | undefined {
		const { sentAt } = this;
		if (sentAt === undefined || nonce !== this.nonce) return undefined;
		this.sentAt = undefined;
		return now - sentAt;
	}

	public clear(): void {
		this.sentAt = undefined;
	}
}
