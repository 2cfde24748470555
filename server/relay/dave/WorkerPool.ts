/**
 * Runs DAVE sessions in worker threads: a join into a large channel holds one of them up for 70 ms, and nobody else.
 * Threads start with the first session that needs them, and end with the last.
 * Edge: threads.
 */

import { Worker } from "node:worker_threads";
import type { Engine, EngineOwner, OpenEngine } from "./Engine.ts";
import type { DaveEvent } from "./messages.ts";
import type { FromWorker, ToWorker } from "./workerMessages.ts";

/** What a pool sees of a thread. */
export interface WorkerThread {
	post(message: ToWorker): void;
	end(): void;
}

export interface WorkerListener {
	readonly onMessage: (message: FromWorker) => void;
	/** It ended, by no wish of ours. */
	readonly onEnd: (fault: Error) => void;
}

/** @throws Error If the system has no thread to give. */
export type StartWorker = (listener: WorkerListener) => WorkerThread;

/** Hears of a thread that ended by no wish of ours, and how many sessions it had. */
export type OnThreadLost = (fault: Error, sessions: number) => void;

/** Events, and bytes of them, that wait for a thread for one session: a gateway that sends more is at fault. */
const MAX_WAITING = 1024;
const MAX_WAITING_SIZE = 4_194_304;

interface Seat {
	readonly owner: EngineOwner;
	/** Sizes of the events that the thread has not answered. */
	readonly waiting: Array<number>;
	waitingSize: number;
}

interface Thread {
	readonly worker: WorkerThread;
	readonly seats: Map<number, Seat>;
}

export class WorkerPool {
	private readonly threads = new Set<Thread>();
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

	public readonly open: OpenEngine = (identity, owner): Engine => {
		const thread = this.freest();
		this.lastSession += 1;
		const session = this.lastSession;
		const seat: Seat = { owner, waiting: [], waitingSize: 0 };
		thread.seats.set(session, seat);
		thread.worker.post({ kind: "open", session, identity });
		const leave = (): void => {
			if (!thread.seats.delete(session) || !this.threads.has(thread)) return;
			thread.worker.post({ kind: "end", session });
			if (thread.seats.size === 0) this.end(thread);
		};
		return {
			take(event) {
				if (!thread.seats.has(session)) return;
				const size = sizeOf(event);
				seat.waiting.push(size);
				seat.waitingSize += size;
				if (seat.waiting.length <= MAX_WAITING && seat.waitingSize <= MAX_WAITING_SIZE) {
					return thread.worker.post({ kind: "event", session, event });
				}
				leave();
				owner.onLost();
			},
			end: leave,
		};
	};

	/** Ends every thread; no session hears of it. */
	public close(): void {
		for (const thread of [...this.threads]) this.end(thread);
	}

	private freest(): Thread {
		const threads = [...this.threads].sort((one, other) => one.seats.size - other.seats.size);
		const [first] = threads;
		if (first !== undefined && (threads.length >= this.size || first.seats.size === 0)) return first;
		return this.startThread();
	}

	private startThread(): Thread {
		const seats = new Map<number, Seat>();
		const worker = this.tryStart({
			onMessage: ({ session, output }) => {
				const seat = seats.get(session);
				if (seat === undefined) return;
				seat.waitingSize -= seat.waiting.shift() ?? 0;
				seat.owner.onOutput(output);
			},
			onEnd: (fault) => {
				this.threads.delete(thread);
				const lost = [...seats.values()];
				seats.clear();
				this.onThreadLost(fault, lost.length);
				for (const { owner } of lost) owner.onLost();
			},
		});
		const thread: Thread = { worker, seats };
		this.threads.add(thread);
		return thread;
	}

	/** One that cannot be started, for lack of threads say, ends by itself a moment later. */
	private tryStart(listener: WorkerListener): WorkerThread {
		try {
			return this.start(listener);
		} catch (error) {
			setImmediate(() => listener.onEnd(error as Error));
			return { post: () => {}, end: () => {} };
		}
	}

	private end(thread: Thread): void {
		this.threads.delete(thread);
		thread.seats.clear();
		thread.worker.end();
	}
}

/** In bytes, or characters. */
function sizeOf(event: DaveEvent): number {
	if (event.kind === "binary") return event.payload.length;
	return event.kind === "json" ? JSON.stringify(event.d ?? null).length : 0;
}

function startWorker({ onMessage, onEnd }: WorkerListener): WorkerThread {
	const worker = new Worker(new URL("./worker.mjs", import.meta.url));
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
