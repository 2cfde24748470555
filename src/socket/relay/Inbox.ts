/**
 * Down records that were received and not processed yet: answers in order, their records in slices. A slice takes a few
 * milliseconds of a frame and leaves the rest to the next frame, so that an answer of a million records does not stall the game.
 * Edge: the injected clock and timer.
 */

import { RecordReader } from "../../protocol/relay/answer";
import { DownRecord } from "../../protocol/relay/record";

export interface InboxOptions {
	/** Clock reading in seconds. */
	readonly now: () => number;
	/** Calls `callback` in the next frame. */
	readonly nextFrame: (callback: () => void) => void;
	/** Processes records. Returns false when no more records are wanted. Must neither yield nor error. */
	readonly deliver: (records: ReadonlyArray<DownRecord>) => boolean;
}

interface Entry {
	readonly read: RecordReader;
	readonly onDone: (isWhole: boolean) => void;
}

/** Records between two readings of the clock. */
const BATCH = 64;
/** Seconds, and records, after which a slice ends. The second limit is for a clock that stands still or goes back. */
const SLICE_SECONDS = 0.008;
const SLICE_RECORDS = 4096;

export class Inbox {
	private readonly entries: Array<Entry> = [];
	/** Whether a slice is running or scheduled. */
	private isBusy = false;

	public constructor(private readonly options: InboxOptions) {}

	/**
	 * Processes the records of an answer, after those of earlier answers. The first slice runs at once. Never yields.
	 *
	 * @param onDone Called when all are processed; with false if one was malformed, and the rest skipped. Not called if no
	 * more records are wanted.
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

	/** Returns the number of processed records; undefined if no more are wanted. */
	private takeBatch({ read, onDone }: Entry): number | undefined {
		const [ok, records] = pcall(read, BATCH);
		if (ok && records.size() > 0) return this.options.deliver(records) ? records.size() : undefined;
		this.entries.shift();
		onDone(ok);
		return 0;
	}
}
