/**
 * Answers heartbeats that the server asks for: the first at once, and all that come within a second after an answer with
 * one beat, so that a server that asks without end does not make us send without end.
 * Edge: one timer on the injected scheduler, none while nothing is owed.
 */

import { Scheduler } from "./Scheduler";

/** Seconds between two answers. */
const MIN_PAUSE = 1;

/** What rounding may leave of a wait that is over. */
const ROUNDING = 1e-6;

export class HeartbeatAnswers {
	/** Clock reading, in seconds, of the last answer; undefined before the first. */
	private answeredAt?: number;
	/** The timer of the beat that is owed. */
	private timer?: thread;

	/**
	 * @param beat Sends a heartbeat. Must neither yield nor error.
	 * @param untilFree Seconds until the rate limit lets an answer go, given the clock reading. @default no limit
	 */
	public constructor(
		private readonly scheduler: Scheduler,
		private readonly beat: () => void,
		private readonly untilFree: (now: number) => number = () => 0,
	) {}

	/** The server asks for a heartbeat. Never yields. */
	public request(): void {
		if (this.timer === undefined) this.answer();
	}

	/** Forgets what is owed, and the last answer: a new socket begins afresh. */
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
