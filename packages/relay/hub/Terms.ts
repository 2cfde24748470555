/**
 * Terms of rooms: each room gets one that is higher than that of every earlier room, also of an earlier process.
 * The engine of the memory: wall time separates processes.
 */

export class Terms {
	private last = 0;

	/** @param wallTime Unix time in milliseconds. */
	public constructor(private readonly wallTime: () => number = Date.now) {}

	public next(): number {
		this.last = Math.max(this.last + 1, this.wallTime());
		return this.last;
	}
}
