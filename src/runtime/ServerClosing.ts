/**
 * Tasks for the end of a game server, in three stages: leave channels, close sockets, release relay links. A stage begins
 * when all tasks of the last one are done, or after 4 s: 12 s in all, well below the engine's 30.
 * Edge: a thread of the injected scheduler, and `game:BindToClose`.
 */

import { bindToClose, BindToClose } from "./bindToClose";
import { logCallbackFault } from "./callback";
import { createLogger, Logger } from "./Logger";
import { Scheduler, taskScheduler } from "./Scheduler";

export type ClosingStage = "leave" | "close" | "release";

/** Calls `done` when it is finished. Must not yield. An error is logged, and ends the task. */
export type ClosingTask = (done: () => void) => void;

const STAGES: ReadonlyArray<ClosingStage> = ["leave", "close", "release"];

/** Longest stage in seconds. */
const STAGE_LIMIT = 4;

export class ServerClosing {
	/** In order of `add`. */
	private readonly tasks: Record<ClosingStage, ReadonlyArray<ClosingTask>> = { leave: [], close: [], release: [] };
	private isBound = false;

	/** @param bind Called once, at the first task. */
	public constructor(
		private readonly bind: BindToClose = bindToClose,
		private readonly scheduler: Scheduler = taskScheduler,
		private readonly logger: Logger = createLogger("ServerClosing"),
	) {}

	/** Runs `task` when the server closes. Returns a function that removes it. */
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

	/** Runs every task. Yields until all are done, 12 s at most. */
	public run(): void {
		// A snapshot: a session that has left removes its other tasks.
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

/** The tasks of this game server. */
export const serverClosing = new ServerClosing();
