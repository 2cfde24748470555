/**
 * Bytes a second that go down to all links of one relay token. An answer that overdraws it goes out whole; the next ones wait
 * in line until the debt is paid. Time comes from a clock.
 */

import type { Clock } from "../../shared/clock.ts";
import { TokenBucket } from "./TokenBucket.ts";

const SECONDS_PER_MINUTE = 60;

export class DownRation {
	private readonly bucket: TokenBucket;
	/** Those that wait, in the order in which they came. */
	private readonly line = new Set<() => void>();
	private timer: unknown;

	/** @param perSecond Bytes; as many may go out at once after a second of silence. */
	public constructor(
		perSecond: number,
		private readonly clock: Clock,
	) {
		this.bucket = new TokenBucket(perSecond * SECONDS_PER_MINUTE, perSecond, clock.now());
	}

	/**
	 * @param onTurn Called once when an answer may go out, if it may not now. Calling `enter` again with the same function
	 * keeps its place.
	 * @returns Whether an answer may go out now.
	 */
	public enter(onTurn: () => void): boolean {
		if (this.line.size === 0 && this.waitMs === 0) return true;
		this.line.add(onTurn);
		this.timer ??= this.clock.setTimeout(() => this.serve(), this.waitMs);
		return false;
	}

	/** Gives up a place in the line. Safe to call without one. */
	public leave(onTurn: () => void): void {
		this.line.delete(onTurn);
	}

	/** Counts an answer, also one that is larger than what is left. */
	public spend(size: number): void {
		this.bucket.overdraw(this.clock.now(), size);
	}

	private get waitMs(): number {
		return this.bucket.waitFor(this.clock.now());
	}

	/** Lets in as many as there are bytes for. */
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
