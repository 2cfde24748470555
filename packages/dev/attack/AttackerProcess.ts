/** The suite's half of an attacking process. Edge: processes, IPC. */

import type { ChildProcess } from "node:child_process";
import type { AttackerTask, AttackReport, FromAttacker } from "./attackerMessages.ts";
import type { Children } from "./Children.ts";

/** Milliseconds after its time at which an attacker is killed. */
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
			child.once("exit", (code) => reject(new Error(`the attacker ended with ${code}`)));
		});
		this.done = new Promise((resolve) => {
			child.on("message", (message: FromAttacker) => {
				if (message.kind === "done") resolve(message.report);
			});
			child.once("exit", () => resolve({ stops: {}, failures: ["the attacker ended without a report"] }));
		});
		this.ready.catch(() => {}); // told by `run`
	}

	/** Attacks. Settles when it is over, at the latest some seconds after its time. */
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

	/** Settles when it could begin. @throws Error If it ended. */
	public prepared(): Promise<void> {
		return this.ready;
	}
}
