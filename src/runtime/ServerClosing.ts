/**
 * What is done before a game server ends, in three stages: channels are left, sockets closed, links given back. A stage
 * begins when all tasks of the last are done, or after a few seconds: 12 s in all, well below the engine's 30.
 * Edge: a thread of the injected scheduler, and what announces the end.
 */

import { bindToClose, BindToClose } from "./bindToClose";
import { logCallbackFault } from "./callback";
import { createLogger, Logger } from "./Logger";
import { Scheduler, taskScheduler } from "./Scheduler";

export type ClosingStage = "leave" | "close" | "release";

/** Calls `done` when it is through. Does not yield; an error is logged, and ends it. */
export type ClosingTask = (done: () => void) => void;

const STAGES: ReadonlyArray<ClosingStage> = ["leave", "close", "release"];

/** Seconds that a stage may take. */
const STAGE_LIMIT = 4;

export class ServerClosing {
	/** In the order in which they came. */
	private readonly tasks: Record<ClosingStage, ReadonlyArray<ClosingTask>> = { leave: [], close: [], release: [] };
	private isBound = false;

	/** @param bind Called once, with the first task. */
	public constructor(
		private readonly bind: BindToClose = bindToClose,
		private readonly scheduler: Scheduler = taskScheduler,
		private readonly logger: Logger = createLogger("ServerClosing"),
	) {}

	/** Has `task` run when the server closes. Returns what takes it out again. */
	public add(stage: ClosingStage, task: ClosingTask): () => void {
		const { tasks } = this;
		tasks[stage] = [...tasks[stage], task];
		if (!this.isBound) {
			this.isBound = true;
			this.bind(() => this.run());
		}
		return () => {
			tasks[stage] = tasks[stage].filter((other) => other !== task);
		};
	}

	/** Runs every task that is there now. Yields until all are done, 12 s at most. */
	public run(): void {
		// Taken at once: a session that has left takes its other tasks out.
		const stages = STAGES.map((stage) => this.tasks[stage]);
		stages.forEach((tasks, index) => this.runStage(STAGES[index], tasks));
	}

	private runStage(stage: ClosingStage, tasks: ReadonlyArray<ClosingTask>): void {
		const thread = coroutine.running();
		let left = tasks.size();
		let isWaiting = false;
		const finish = () => {
			left = 0;
			if (isWaiting) this.scheduler.spawn(thread);
			isWaiting = false;
		};
		for (const task of tasks) {
			let isDone = false;
			const done = () => {
				if (isDone || left === 0) return;
				isDone = true;
				if (left === 1) finish();
				else left -= 1;
			};
			const [ok, reason] = pcall(task, done);
			if (ok) continue;
			logCallbackFault(this.logger, `task of stage ${stage}`, reason);
			done();
		}
		if (left === 0) return;
		const deadline = this.scheduler.delay(STAGE_LIMIT, () => {
			this.logger.warn(`stage ${stage} is not done after ${STAGE_LIMIT} s: ${left} left`);
			finish();
		});
		isWaiting = true;
		coroutine.yield();
		this.scheduler.cancel(deadline);
	}
}

/** That of this game server. */
export const serverClosing = new ServerClosing();
