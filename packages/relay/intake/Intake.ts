/**
 * Decides when bytes from the network are processed. Input that fits in a slice is passed on at once. Larger input is passed on slice by
 * slice, one per poll of the network, and tokens take turns. No connection delays another.
 * Pure: time and the event loop are arguments.
 */

import { FairQueue } from "../budget/FairQueue.ts";

export interface IntakeDeps {
	/** In milliseconds. */
	readonly now: () => number;
	/** Runs a callback after the event loop has polled the network. */
	readonly defer: (next: () => void) => void;
}

/** Passes at most `size` bytes on. @returns Whether more wait that may be passed on. */
export type Pass = (size: number) => boolean;

/** Bytes of a slice: small at first, since the work in it is unknown, then as many as are done quickly. */
const SLICE = { least: 256, first: 1024, most: 16_384 };
/** Milliseconds of work in a slice. Above: the next one is smaller. Below half of it: larger. */
const SLICE_TIME = 0.5;
/** Milliseconds after a poll of the network during which input is passed on at once. */
const TURN_TIME = 2;

/** A connection's place in the intake. */
export class IntakeSeat {
	/** Name of the connection's relay token; "" until it is known. */
	public owner: string;
	/** Bytes of its next slice. Earlier input does not predict the next. */
	public slice = SLICE.first;
	/** Owner in whose name it waits for its turn. */
	public queuedAs: string | undefined;

	public constructor(
		private readonly intake: Intake,
		owner: string,
		public readonly pass: Pass,
	) {
		this.owner = owner;
	}

	/** Passes bytes on, at once if there is time. Call when bytes wait and the reader accepts them. */
	public arrived(): void {
		this.intake.arrived(this);
	}

	/** Gives up its turn. */
	public leave(): void {
		this.intake.leave(this);
	}
}

export class Intake {
	private readonly queue = new FairQueue<IntakeSeat>();
	private readonly deps: IntakeDeps;
	private isTurning = false;
	private turnEnd = 0;

	public constructor(deps: Partial<IntakeDeps> = {}) {
		this.deps = { now: () => performance.now(), defer: setImmediate, ...deps };
	}

	public open(owner: string, pass: Pass): IntakeSeat {
		return new IntakeSeat(this, owner, pass);
	}

	public arrived(seat: IntakeSeat): void {
		if (seat.queuedAs !== undefined) return;
		if (!this.isTurning) this.begin();
		if (this.deps.now() >= this.turnEnd || this.serve(seat)) this.enqueue(seat);
	}

	public leave(seat: IntakeSeat): void {
		if (seat.queuedAs !== undefined) this.queue.remove(seat.queuedAs, seat);
		seat.queuedAs = undefined;
	}

	private begin(): void {
		this.isTurning = true;
		this.turnEnd = this.deps.now() + TURN_TIME;
		this.deps.defer(() => this.next());
	}

	/** Passes one slice on between two polls of the network, so that its effects are done before the next. */
	private next(): void {
		this.isTurning = false;
		const seat = this.queue.take();
		if (seat === undefined) return;
		this.begin();
		seat.queuedAs = undefined;
		if (this.serve(seat)) this.enqueue(seat);
	}

	/** @returns Whether it has more. */
	private serve(seat: IntakeSeat): boolean {
		const { now } = this.deps;
		const since = now();
		const hasMore = seat.pass(seat.slice);
		seat.slice = hasMore ? nextSlice(seat.slice, now() - since) : SLICE.first;
		return hasMore;
	}

	private enqueue(seat: IntakeSeat): void {
		if (seat.queuedAs !== undefined) return;
		seat.queuedAs = seat.owner;
		this.queue.add(seat.owner, seat);
	}
}

function nextSlice(size: number, time: number): number {
	if (time > SLICE_TIME * 4) return SLICE.least;
	if (time > SLICE_TIME) return Math.max(SLICE.least, size / 2);
	return time < SLICE_TIME / 2 ? Math.min(SLICE.most, size * 2) : size;
}
