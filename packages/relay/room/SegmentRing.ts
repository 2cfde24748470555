/** The recent segments of a room: those that a watcher may still need, and no more than are cheaper than a snapshot. Pure. */

import type { Segment } from "./Segment.ts";

/** Segments that a watcher may be behind. A watcher further behind gets a snapshot. */
export const MOST_SEGMENTS = 30;
/** How long segments are kept, in milliseconds: longer than a link that does not poll lives. */
export const KEEP_MS = 120_000;
/** Bytes of all segments but the last. */
export const MOST_BYTES = 256 * 1024;

interface Kept {
	readonly segment: Segment;
	readonly closedAt: number;
}

export class SegmentRing {
	private kept = new Array<Kept>();
	private bytes = 0;

	/** Adds the next segment. Forgets those that are too old or too many. */
	public push(segment: Segment, now: number): void {
		this.kept.push({ segment, closedAt: now });
		this.bytes += segment.bytes.length;
		while (this.kept.length > MOST_SEGMENTS || (this.bytes > MOST_BYTES && this.kept.length > 1)) this.shift();
		this.forget(now);
	}

	/** Returns the segments after number `n`; undefined if some of them are no longer kept. */
	public after(n: number): ReadonlyArray<Segment> | undefined {
		const first = this.kept[0]?.segment.n;
		return first === undefined || n < first - 1
			? undefined
			: this.kept.slice(n + 1 - first).map(({ segment }) => segment);
	}

	private forget(now: number): void {
		for (let [first] = this.kept; first !== undefined && now - first.closedAt > KEEP_MS; [first] = this.kept) {
			this.shift();
		}
	}

	private shift(): void {
		this.bytes -= this.kept.shift()?.segment.bytes.length ?? 0;
	}
}
