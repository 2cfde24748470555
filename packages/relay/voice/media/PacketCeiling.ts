/** Limits the datagrams read for one session, so that a flood costs other sessions little. Pure; time is an argument. */

/** Datagrams a second: 99 speakers send about 5,000. */
export const PACKETS_PER_SECOND = 8000;
/** Milliseconds of a window. */
export const WINDOW_MS = 100;

const PER_WINDOW = (PACKETS_PER_SECOND * WINDOW_MS) / 1000;

export class PacketCeiling {
	private windowAt = -Infinity;
	private count = 0;

	/** Counts a datagram. Returns 0 below the ceiling, else the time in milliseconds until the window is over. */
	public take(now: number): number {
		if (now - this.windowAt >= WINDOW_MS) {
			this.windowAt = now;
			this.count = 0;
		}
		this.count += 1;
		return this.count <= PER_WINDOW ? 0 : this.windowAt + WINDOW_MS - now;
	}
}
