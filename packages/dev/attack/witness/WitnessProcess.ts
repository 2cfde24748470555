/** Controls the process that runs the witnesses. Edge: IPC. */

import type { ChildProcess } from "node:child_process";
import type { Children } from "../Children.ts";
import type { Feeling } from "../measure/verdict.ts";
import type { FromWitness, ToWitness } from "./witnessMessages.ts";

export class WitnessProcess {
	private readonly child: ChildProcess;
	private last: Promise<unknown> = Promise.resolve();

	public constructor(children: Children) {
		this.child = children.fork("./witness/witnessMain.ts", []);
	}

	/** Resolves when the witness is connected. @throws Error If it cannot connect. */
	public async start(name: string, url: string, token: string, farPort: number): Promise<void> {
		await this.ask({ kind: "start", name, url, token, farPort });
	}

	/** Returns the witness's measurements since the last call. */
	public async take(name: string): Promise<Feeling> {
		const answer = await this.ask({ kind: "take", name });
		if (answer.kind !== "feeling") throw new Error(`witness answered ${answer.kind}`);
		return answer.feeling;
	}

	public async end(name: string): Promise<void> {
		await this.ask({ kind: "end", name });
	}

	/** Asks one question at a time. */
	private ask(message: ToWitness): Promise<FromWitness> {
		const answered = this.last.then(() => this.exchange(message));
		this.last = answered.catch(() => {});
		return answered;
	}

	private async exchange(message: ToWitness): Promise<FromWitness> {
		const value = await new Promise<FromWitness>((resolve, reject) => {
			const onExit = (): void => reject(new Error("the witness process has exited"));
			this.child.once("exit", onExit);
			this.child.once("message", (answer) => {
				this.child.off("exit", onExit);
				resolve(answer as FromWitness);
			});
			this.child.send(message);
		});
		if (value.kind === "failed") throw new Error(`witness ${message.name}: ${value.message}`);
		return value;
	}
}
