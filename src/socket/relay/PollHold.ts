/**
 * How long polls ask to be held: what the relay allows, but no longer than the engine and proxies wait for an answer.
 * Pure.
 */

/** Maximum in seconds, whatever the relay allows: the engine waits about 30 s for an answer. */
const MAX = 20;
/** After a proxy has ended a poll: this share of its time, but at least `MIN` seconds. */
const SHARE = 0.8;
const MIN = 1;

export class PollHold {
	/** Seconds that the next poll asks for. */
	public seconds = 0;

	/** The relay holds polls for at most `seconds`. */
	public allow(seconds: number): void {
		this.seconds = math.min(seconds, MAX);
	}

	/** A proxy ended a poll after `passed` seconds. 0 or less means that the clock went back, and is ignored. */
	public shorten(passed: number): void {
		if (passed > 0) this.seconds = math.max(math.min(this.seconds, passed * SHARE), MIN);
	}
}
