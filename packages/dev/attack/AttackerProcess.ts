/** Controls an attacking process. Edge: processes, IPC. */

import type { ChildProcess } from "node:child_process";
import type { AttackerTask, AttackReport, FromAttacker } from "./attackerMessages.ts";
import type { Children } from "./Children.ts";

/** Milliseconds after the end of its time until an attacker is killed. */
const GRACE = 4000;

export class AttackerProcess {
	private readonly child: ChildProcess;
	private readonly ready: Promise<void>;
	private readonly done: Promise<AttackReport>;

	public constructor(
		private readonly children: Children,
		private readonly task: AttackerTask,
	) {
		const child = children.fork("./attacker.ts", [JSON.stringify(task)], true);
		this.child = child;
		this.ready = new Promise((resolve, reject) => {
			child.once("message", () => resolve());
			child.once("exit", (code) => reject(new Error(`the attacker exited with code ${code}`)));
		});
		this.done = new Promise((resolve) => {
			child.on("message", (message: FromAttacker) => {
				if (message.kind === "done") resolve(message.report);
			});
			child.once("exit", () => resolve({ stops: {}, failures: ["the attacker exited without a report"] }));
		});
		this.ready.catch(() => {}); // `run` reports it
	}

	/** Attacks. Resolves when the attack is over, at most a few seconds after its time. */
	public async run(): Promise<AttackReport> {
		await this.ready;
		this.child.send("go");
		const timer = setTimeout(() => void this.children.end(this.child), this.task.duration + GRACE);
		try {
			return await this.done;
		} finally {
			clearTimeout(timer);
			await this.children.end(this.child);
		}
	}

	/** Resolves when the attacker is ready. @throws Error If it has exited. */
	public prepared(): Promise<void> {
		return this.ready;
	}
}
