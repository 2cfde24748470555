/**
 * How long the bot waits after a failure before it asks for a channel again. The pauses of a channel grow and are bounded.
 * Pure.
 */

import "../../shared/luau/globals.ts";
import { backoffDelay, type BackoffOptions } from "../../../src/protocol/backoff.ts";
import { RENEWAL_GRACE } from "../../../src/protocol/voice/credentials.ts";

/**
 * - `unanswered`: Discord did not answer the request to join.
 * - `spent`: the voice server refused the credentials.
 */
export type Failure = "unanswered" | "spent";

/** In seconds. */
const PAUSES: Readonly<Record<Failure, BackoffOptions>> = {
	unanswered: { base: 10, cap: 300 },
	spent: { base: RENEWAL_GRACE, cap: 120 },
};

interface Pause {
	readonly failures: number;
	readonly until: number;
}

const MS = 1000;
/** Milliseconds after a pause without another failure until the failures of a channel are forgotten. */
const FORGET_MS = 600_000;

export class Pauses {
	private readonly pauses = new Map<string, Pause>();

	/** Counts a failure. @returns Milliseconds of the pause, which begins now. */
	public fail(channelId: string, failure: Failure, now: number): number {
		this.prune(now);
		const failures = (this.pauses.get(channelId)?.failures ?? 0) + 1;
		const pause = backoffDelay(failures, 1, PAUSES[failure]) * MS;
		this.pauses.set(channelId, { failures, until: now + pause });
		return pause;
	}

	/** When the pause of a channel ends; undefined if there was none. */
	public until(channelId: string): number | undefined {
		return this.pauses.get(channelId)?.until;
	}

	public isPausing(channelId: string, now: number): boolean {
		return now < (this.until(channelId) ?? now);
	}

	/** A session in the channel was stable. */
	public forget(channelId: string): void {
		this.pauses.delete(channelId);
	}

	private prune(now: number): void {
		for (const [channelId, { until }] of this.pauses) {
			if (now >= until + FORGET_MS) this.pauses.delete(channelId);
		}
	}
}
