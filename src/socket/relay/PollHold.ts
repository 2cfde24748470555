/**
 * How long polls ask to be held: as the relay allows, but never longer than the engine and proxies on the way bear.
 * Pure.
 */

/** Seconds at most, whatever the relay allows: the engine gives an answer about 30. */
const MAX = 20;
/** After a proxy broke one off, a share of the time that took; at least a second. */
const SHARE = 0.8;
const MIN = 1;

export class PollHold {
	/** Seconds that the next poll asks for. */
	public seconds = 0;

	/** The relay holds polls for `seconds` at most. */
	public allow(seconds: number): void {
		this.seconds = math.min(seconds, MAX);
	}

	/** A poll was broken off after `passed` seconds; not above 0, if the clock went back. */
	public shorten(passed: number): void {
		if (passed > 0) this.seconds = math.max(math.min(this.seconds, passed * SHARE), MIN);
	}
}
