/**
 * What came down a link and is not dealt with yet: answers in order, their records in slices. A slice takes one frame a few
 * milliseconds; the rest waits for the next, so that an answer of a million records stalls no game.
 * Edge: the injected clock and timer.
 */

import { RecordReader } from "../../protocol/relay/answer";
import { DownRecord } from "../../protocol/relay/record";

export interface InboxOptions {
	/** Clock reading in seconds. */
	readonly now: () => number;
	/** Calls `callback` in the next frame. */
	readonly nextFrame: (callback: () => void) => void;
	/** Deals with records. Returns false once none is wanted any more. Neither yields nor errors. */
	readonly deliver: (records: ReadonlyArray<DownRecord>) => boolean;
}

interface Entry {
	readonly read: RecordReader;
	readonly onDone: (isWhole: boolean) => void;
}

/** Records that are dealt with between two looks at the clock. */
const BATCH = 64;
/** Seconds and records after which the next frame goes on; the records count where a clock stands still or goes back. */
const SLICE_SECONDS = 0.008;
const SLICE_RECORDS = 4096;

export class Inbox {
	private readonly entries: Array<Entry> = [];
	/** Whether a slice is under way, or the next is due. */
	private isBusy = false;

	public constructor(private readonly options: InboxOptions) {}

	/**
	 * Deals with an answer's records, after those of earlier answers: at once, as far as one slice goes. Never yields.
	 *
	 * @param onDone Called once all are dealt with, with false if one was malformed and the rest left out; not called once
	 * no record is wanted any more.
	 */
	public take(read: RecordReader, onDone: (isWhole: boolean) => void): void {
		this.entries.push({ read, onDone });
		if (this.isBusy) return;
		this.isBusy = true;
		this.run();
	}

	private run(): void {
		const { now, nextFrame } = this.options;
		const startedAt = now();
		let count = 0;
		while (this.entries.size() > 0) {
			if (count >= SLICE_RECORDS || now() - startedAt >= SLICE_SECONDS) return nextFrame(() => this.run());
			const taken = this.takeBatch(this.entries[0]);
			if (taken === undefined) return this.entries.clear();
			count += taken;
		}
		this.isBusy = false;
	}

	/** Returns how many records it dealt with; undefined once none is wanted any more. */
	private takeBatch({ read, onDone }: Entry): number | undefined {
		const [ok, records] = pcall(read, BATCH);
		if (ok && records.size() > 0) return this.options.deliver(records) ? records.size() : undefined;
		this.entries.shift();
		onDone(ok);
		return 0;
	}
}
