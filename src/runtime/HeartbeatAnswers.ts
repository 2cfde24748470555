/**
 * Answers the server's requests for a heartbeat: the first at once, then at most one a second, so that a flood of requests
 * causes no flood of beats.
 * Edge: one timer on the injected scheduler, only while an answer is owed.
 */

import { Scheduler } from "./Scheduler";

/** Seconds between two answers. */
const MIN_PAUSE = 1;

/** Tolerance for rounding, in seconds. */
const ROUNDING = 1e-6;

export class HeartbeatAnswers {
	/** Clock reading, in seconds, of the last answer; undefined before the first. */
	private answeredAt?: number;
	/** The timer of the beat that is owed. */
	private timer?: thread;

	/**
	 * @param beat Sends a heartbeat. Must neither yield nor error.
	 * @param untilFree Seconds until the rate limit permits an answer, for a clock reading. @default no limit
	 */
	public constructor(
		private readonly scheduler: Scheduler,
		private readonly beat: () => void,
		private readonly untilFree: (now: number) => number = () => 0,
	) {}

	/** Owes the server one beat, unless one is owed already. Never yields. */
	public request(): void {
		if (this.timer === undefined) this.answer();
	}

	/** Forgets the owed beat and the last answer. */
	public stop(): void {
		if (this.timer !== undefined) this.scheduler.cancel(this.timer);
		this.timer = undefined;
		this.answeredAt = undefined;
	}

	private answer(): void {
		const now = this.scheduler.now();
		const pause = this.answeredAt === undefined ? 0 : this.answeredAt + MIN_PAUSE - now;
		const seconds = math.max(pause, this.untilFree(now));
		if (seconds > ROUNDING) {
			this.timer = this.scheduler.delay(seconds, () => {
				this.timer = undefined;
				this.answer();
			});
			return;
		}
		this.answeredAt = now;
		this.beat();
	}
}
