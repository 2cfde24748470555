/**
 * Limits the bytes per second of answers to one relay token. An answer that overdraws the limit is sent whole; the next ones wait
 * in a queue until the debt is paid. Time comes from a clock.
 */

import type { Clock } from "../../shared/clock.ts";
import { TokenBucket } from "./TokenBucket.ts";

const SECONDS_PER_MINUTE = 60;

export class DownRation {
	private readonly bucket: TokenBucket;
	/** Waiting answers, oldest first. */
	private readonly line = new Set<() => void>();
	private timer: unknown;

	/** @param perSecond Bytes; also the burst after an idle second. */
	public constructor(
		perSecond: number,
		private readonly clock: Clock,
	) {
		this.bucket = new TokenBucket(perSecond * SECONDS_PER_MINUTE, perSecond, clock.now());
	}

	/**
	 * @param onTurn Called once when the answer may go out, unless it may now. A second call with the same function
	 * keeps its place.
	 * @returns Whether the answer may go out now.
	 */
	public enter(onTurn: () => void): boolean {
		if (this.line.size === 0 && this.waitMs === 0) return true;
		this.line.add(onTurn);
		this.timer ??= this.clock.setTimeout(() => this.serve(), this.waitMs);
		return false;
	}

	/** Leaves the queue. Safe to call without a place in it. */
	public leave(onTurn: () => void): void {
		this.line.delete(onTurn);
	}

	/** Counts an answer, even one that overdraws the limit. */
	public spend(size: number): void {
		this.bucket.overdraw(this.clock.now(), size);
	}

	private get waitMs(): number {
		return this.bucket.waitFor(this.clock.now());
	}

	/** Admits answers while bytes are left. */
	private serve(): void {
		this.timer = undefined;
		for (const onTurn of this.line) {
			const wait = this.waitMs;
			if (wait > 0) {
				this.timer = this.clock.setTimeout(() => this.serve(), wait);
				return;
			}
			this.line.delete(onTurn);
			onTurn();
		}
	}
}
