/** One thread of a pool: runs one turn of one session at a time. Tenants take turns. */

import { FairQueue } from "../../budget/FairQueue.ts";
import type { DaveEvent, DaveIdentity } from "./messages.ts";
import type { Seat } from "./Seat.ts";
import type { FromWorker, ToWorker } from "./workerMessages.ts";

/** What a pool sees of a thread. */
export interface WorkerThread {
	post(message: ToWorker): void;
	end(): void;
}

export class PoolThread {
	private readonly seats = new Map<number, Seat>();
	private readonly queue = new FairQueue<Seat>();
	private isWorking = false;

	public constructor(private readonly worker: WorkerThread) {}

	public get all(): Iterable<Seat> {
		return this.seats.values();
	}

	public get count(): number {
		return this.seats.size;
	}

	public has(seat: Seat): boolean {
		return this.seats.has(seat.session);
	}

	public open(seat: Seat, identity: DaveIdentity): void {
		this.seats.set(seat.session, seat);
		this.worker.post({ kind: "open", session: seat.session, identity });
	}

	public take(seat: Seat, event: DaveEvent): void {
		seat.add(event);
		this.queue.add(seat.tenant, seat);
		this.next();
	}

	/** Ends the session and discards its waiting events. */
	public leave(seat: Seat): void {
		if (!this.seats.delete(seat.session)) return;
		this.queue.remove(seat.tenant, seat);
		seat.clear();
		this.worker.post({ kind: "end", session: seat.session });
	}

	/** The worker has done a turn. */
	public answered({ session, outputs }: FromWorker): void {
		this.isWorking = false;
		const seat = this.seats.get(session);
		for (const output of outputs) {
			// an output may end its session
			if (seat !== undefined && this.has(seat)) seat.owner.onOutput(output);
		}
		this.next();
	}

	/** Ends it; safe to call for a worker that has ended. @returns The seats whose session was in it. */
	public end(): ReadonlyArray<Seat> {
		const seats = [...this.seats.values()];
		for (const seat of seats) {
			this.queue.remove(seat.tenant, seat);
			seat.clear();
		}
		this.seats.clear();
		this.worker.end();
		return seats;
	}

	private next(): void {
		const seat = this.isWorking ? undefined : this.queue.take();
		if (seat === undefined) return;
		this.isWorking = true;
		this.worker.post({ kind: "events", session: seat.session, events: seat.takeTurn() });
		if (!seat.isIdle) this.queue.add(seat.tenant, seat);
	}
}
