/**
 * Starts and stops that a watcher read, by term and segment. All watchers read the same log, so those of the same segments must be
 * equal. Pure.
 */

import type { Cursor } from "./WatchedRoom.ts";

interface Entry extends Cursor {
	readonly userId: string;
	readonly isSpeaking: boolean;
}

export class SpeechDiary {
	private readonly entries: Array<Entry> = [];
	/** First segment of each term. */
	private readonly first = new Map<number, number>();

	/** Records the first segment of a term that its watcher read, a snapshot. */
	public opened({ term, n }: Cursor): void {
		if (!this.first.has(term)) this.first.set(term, n);
	}

	public record({ term, n }: Cursor, userId: string, isSpeaking: boolean): void {
		this.entries.push({ term, n, userId, isSpeaking });
	}

	/** First segment of a term; `undefined` if the watcher read none. */
	public firstOf(term: number): number | undefined {
		return this.first.get(term);
	}

	/** Terms, oldest first. */
	public get terms(): ReadonlyArray<number> {
		return [...this.first.keys()];
	}

	/** Starts (`+`) and stops (`-`) of a term after a segment, in order. */
	public after({ term, n }: Cursor): ReadonlyArray<string> {
		return this.entries
			.filter((entry) => entry.term === term && entry.n > n)
			.map(({ n: at, userId, isSpeaking }) => `${at}: ${isSpeaking ? "+" : "-"}${userId}`);
	}
}
