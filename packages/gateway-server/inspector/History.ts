/** The latest entries that the page is told, numbered without gaps from 1. Bounded: the oldest go first. Holds values. */

export interface Numbered<Entry> {
	readonly id: number;
	readonly entry: Entry;
}

/** What comes after a number. */
export interface Continuation<Entry> {
	/** Entries that came after it and are kept no more. */
	readonly skipped: number;
	readonly entries: ReadonlyArray<Numbered<Entry>>;
}

export class History<Entry> {
	private readonly entries: Array<Numbered<Entry>> = [];
	private last = 0;

	/** @param limit Most entries kept; at least 1. */
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
	 * Says what follows the entry `id`; a number that was never given stands for 0.
	 *
	 * @param count Most entries returned.
	 */
	public after(id: number, count: number): Continuation<Entry> {
		const from = Number.isSafeInteger(id) && id > 0 && id <= this.last ? id : 0;
		const oldest = this.last - this.entries.length;
		const start = Math.max(from, oldest);
		return { skipped: start - from, entries: this.entries.slice(start - oldest, start - oldest + count) };
	}
}
