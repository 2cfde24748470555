/** The latest entries for the page, numbered from 1 without gaps. Bounded: drops the oldest first. Holds values. */

export interface Numbered<Entry> {
	readonly id: number;
	readonly entry: Entry;
}

/** Entries after a given number. */
export interface Continuation<Entry> {
	/** Later entries that have been dropped. */
	readonly skipped: number;
	readonly entries: ReadonlyArray<Numbered<Entry>>;
}

export class History<Entry> {
	private readonly entries: Array<Numbered<Entry>> = [];
	private last = 0;

	/** @param limit Maximum number of entries; at least 1. */
	public constructor(private readonly limit: number) {}

	/** Number of the latest entry; 0 before the first. */
	public get lastId(): number {
		return this.last;
	}

	public push(entry: Entry): void {
		this.last += 1;
		this.entries.push({ id: this.last, entry });
		if (this.entries.length > this.limit) this.entries.shift();
	}

	/**
	 * Returns the entries after `id`. Treats a number that was never assigned as 0.
	 *
	 * @param count Maximum number of entries to return.
	 */
	public after(id: number, count: number): Continuation<Entry> {
		const from = Number.isSafeInteger(id) && id > 0 && id <= this.last ? id : 0;
		const oldest = this.last - this.entries.length;
		const start = Math.max(from, oldest);
		return { skipped: start - from, entries: this.entries.slice(start - oldest, start - oldest + count) };
	}
}
