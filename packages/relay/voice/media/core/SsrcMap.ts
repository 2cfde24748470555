/**
 * Maps SSRCs to users, and keeps the sources without a mapping: docs/speaking.md, "What op 5 says".
 *
 * - A user has one SSRC, an SSRC one user; the newer mapping wins.
 * - A source without a mapping is kept for 5 seconds after its last packet, the 256 heard last at most.
 * - At most 4,096 mappings are kept; the oldest go first.
 */

import { Source } from "./Source.ts";

/** How long a source without a mapping is kept after its last packet. */
export const UNMAPPED_MS = 5000;
export const MOST_UNMAPPED = 256;
export const MOST_MAPPED = 4096;

export class SsrcMap {
	/** In the order of mapping. */
	private readonly mapped = new Map<number, Source>();
	private readonly ssrcs = new Map<string, number>();
	/** In the order of the last packet. */
	private readonly unmapped = new Map<number, Source>();

	/** @param onLost Called with each source that is no longer kept, `userId` still set. */
	public constructor(private readonly onLost: (source: Source) => void) {}

	/** Sources kept. */
	public get size(): number {
		return this.mapped.size + this.unmapped.size;
	}

	/** Returns the source of an authentic packet. */
	public heard(ssrc: number, now: number): Source {
		const mapped = this.mapped.get(ssrc);
		if (mapped !== undefined) {
			mapped.heardAt = now;
			return mapped;
		}
		const source = this.unmapped.get(ssrc) ?? this.admit(ssrc, now);
		source.heardAt = now;
		this.unmapped.delete(ssrc);
		this.unmapped.set(ssrc, source);
		return source;
	}

	/** Maps a user to an SSRC. Returns its source with its earlier packets; `undefined` if the user has it already. */
	public map(userId: string, ssrc: number, now: number): Source | undefined {
		const before = this.mapped.get(ssrc);
		if (before?.userId === userId) return undefined;
		if (before !== undefined) this.drop(before.userId!);
		this.drop(userId);
		this.expire(now);
		const source = this.unmapped.get(ssrc) ?? new Source(ssrc, userId, now);
		source.userId = userId;
		this.unmapped.delete(ssrc);
		this.mapped.set(ssrc, source);
		this.ssrcs.set(userId, ssrc);
		const [oldest] = this.ssrcs.keys();
		if (this.mapped.size > MOST_MAPPED) this.drop(oldest!);
		return source;
	}

	/** Removes a user's SSRC, if any. */
	public drop(userId: string): void {
		const ssrc = this.ssrcs.get(userId);
		const source = ssrc === undefined ? undefined : this.mapped.get(ssrc);
		if (source === undefined) return;
		this.ssrcs.delete(userId);
		this.mapped.delete(source.ssrc);
		this.onLost(source);
	}

	/** Discards every record. */
	public clear(): void {
		const sources = [...this.mapped.values(), ...this.unmapped.values()];
		this.mapped.clear();
		this.ssrcs.clear();
		this.unmapped.clear();
		for (const source of sources) this.onLost(source);
	}

	private admit(ssrc: number, now: number): Source {
		this.expire(now);
		const [oldest] = this.unmapped.values();
		if (this.unmapped.size >= MOST_UNMAPPED) this.evict(oldest!);
		return new Source(ssrc, undefined, now);
	}

	private expire(now: number): void {
		for (const source of this.unmapped.values()) {
			if (now - source.heardAt < UNMAPPED_MS) return;
			this.evict(source);
		}
	}

	private evict(source: Source): void {
		this.unmapped.delete(source.ssrc);
		this.onLost(source);
	}
}
