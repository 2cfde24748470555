/**
 * Runs DAVE sessions in worker threads: a join into a large channel takes 70 ms, which must not block polls.
 * Threads start as sessions need them and stay until the pool closes, or a client that begins and ends sessions would start
 * one after the other. Tenants take turns on each.
 * Edge: threads.
 */

import { Worker } from "node:worker_threads";
import type { Engine, OpenEngine } from "./Engine.ts";
import { PoolThread, type WorkerThread } from "./PoolThread.ts";
import { Seat, type Load } from "./Seat.ts";
import { heaviestTenant, weighTenants } from "../shares.ts";
import type { FromWorker } from "./workerMessages.ts";

export interface WorkerListener {
	readonly onMessage: (message: FromWorker) => void;
	/** Called when it ends unexpectedly. */
	readonly onEnd: (fault: Error) => void;
}

/** @throws Error If the system cannot create a thread. */
export type StartWorker = (listener: WorkerListener) => WorkerThread;

/** Called when a thread ends unexpectedly, with the number of its sessions. */
export type OnThreadLost = (fault: Error, sessions: number) => void;

/** Bytes that may wait for all threads together. */
const MAX_LOAD = 67_108_864;

export class WorkerPool {
	private readonly threads = new Set<PoolThread>();
	private readonly load: Load = { size: 0 };
	private lastSession = 0;

	/** @param size Threads at most. */
	public constructor(
		private readonly size: number,
		private readonly onThreadLost: OnThreadLost,
		private readonly start: StartWorker = startWorker,
	) {}

	public get threadCount(): number {
		return this.threads.size;
	}

	/** @param tenant Name of the relay token that the sessions belong to. */
	public openFor(tenant: string): OpenEngine {
		return (identity, owner): Engine => {
			const thread = this.freest();
			this.lastSession += 1;
			const seat = new Seat(this.lastSession, tenant, owner, this.load);
			thread.open(seat, identity);
			return {
				take: (event) => {
					if (!thread.has(seat)) return;
					thread.take(seat, event);
					if (seat.isFull) this.lose(thread, seat);
					this.lighten();
				},
				end: () => thread.leave(seat),
			};
		};
	}

	/** Ends every thread without notifying the sessions. */
	public close(): void {
		for (const thread of this.threads) thread.end();
		this.threads.clear();
	}

	/** While too much waits, ends the largest session of the tenant with the most waiting bytes. */
	private lighten(): void {
		while (this.load.size > MAX_LOAD) {
			const seats = [...this.threads].flatMap((thread) => [...thread.all]);
			const tenant = heaviestTenant(weighTenants(seats, ({ size }) => size));
			const own = seats.filter((seat) => seat.tenant === tenant);
			const [largest] = own.sort((one, other) => other.size - one.size);
			if (largest === undefined) return;
			for (const thread of this.threads) this.lose(thread, largest);
		}
	}

	private lose(thread: PoolThread, seat: Seat): void {
		if (!thread.has(seat)) return;
		thread.leave(seat);
		seat.owner.onLost();
	}

	private freest(): PoolThread {
		const threads = [...this.threads].sort((one, other) => one.count - other.count);
		const [first] = threads;
		if (first !== undefined && (threads.length >= this.size || first.count === 0)) return first;
		return this.startThread();
	}

	private startThread(): PoolThread {
		const worker = this.tryStart({
			onMessage: (message) => thread.answered(message),
			onEnd: (fault) => {
				this.threads.delete(thread);
				const lost = thread.end();
				this.onThreadLost(fault, lost.length);
				for (const { owner } of lost) owner.onLost();
			},
		});
		const thread = new PoolThread(worker);
		this.threads.add(thread);
		return thread;
	}

	/** A thread that cannot start ends a moment later. */
	private tryStart(listener: WorkerListener): WorkerThread {
		try {
			return this.start(listener);
		} catch (error) {
			setImmediate(() => listener.onEnd(error as Error));
			return { post: () => {}, end: () => {} };
		}
	}
}

/** MiB of young objects: sessions make little garbage, and each thread would keep three times 16. */
const THREAD_LIMITS = { maxYoungGenerationSizeMb: 4 };

function startWorker({ onMessage, onEnd }: WorkerListener): WorkerThread {
	const worker = new Worker(new URL("./worker.mjs", import.meta.url), { resourceLimits: THREAD_LIMITS });
	let isEnded = false;
	const ended = (fault: Error): void => {
		if (isEnded) return;
		isEnded = true;
		onEnd(fault);
	};
	worker.on("message", onMessage);
	// "exit" follows
	worker.on("error", ended);
	worker.on("exit", (code) => ended(new Error(`thread ended with ${code}`)));
	return {
		post: (message) => worker.postMessage(message),
		end: () => {
			isEnded = true;
			void worker.terminate();
		},
	};
}
