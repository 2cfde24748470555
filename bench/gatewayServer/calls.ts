/** Calls from one process into another that it forked, each answered with a value. */

import { fork, type ChildProcess } from "node:child_process";
import { fileURLToPath } from "node:url";

type Answer = { readonly id: number; readonly value?: unknown; readonly error?: string };
type Call = { readonly id: number; readonly name: string; readonly argument: unknown };

/** Milliseconds on a clock that all processes of the machine share. */
export function moment(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}

/** In the child: answers each call with what the method of its name returns. */
export function answerCalls(methods: Readonly<Record<string, (argument: never) => unknown>>): void {
	process.on("message", ({ id, name, argument }: Call) => {
		void Promise.resolve()
			.then(() => methods[name]!(argument as never))
			.then(
				(value) => process.send!({ id, value } satisfies Answer),
				(error: unknown) => process.send!({ id, error: String(error) } satisfies Answer),
			);
	});
	process.on("disconnect", () => process.exit());
}

/** A forked process. */
export class Callee {
	private readonly child: ChildProcess;
	private readonly waiting = new Map<number, (answer: Answer) => void>();
	private calls = 0;

	/** @param script Beside this file. */
	public constructor(
		private readonly script: string,
		...args: ReadonlyArray<string>
	) {
		const path = fileURLToPath(new URL(script, import.meta.url));
		this.child = fork(path, args, { execArgv: ["--import", "tsx", "--expose-gc"] });
		this.child.on("message", (answer: Answer) => this.waiting.get(answer.id)?.(answer));
		this.child.once("exit", (code) => {
			for (const [id, resolve] of this.waiting) resolve({ id, error: `ended with exit code ${code}` });
		});
	}

	/** @throws If the method throws, or the process ends. */
	public async call<T>(name: string, argument?: unknown): Promise<T> {
		const id = ++this.calls;
		const answer = await new Promise<Answer>((resolve) => {
			this.waiting.set(id, resolve);
			this.child.send({ id, name, argument } satisfies Call);
		});
		this.waiting.delete(id);
		if (answer.error !== undefined) throw new Error(`${this.script}: ${name} failed: ${answer.error}`);
		return answer.value as T;
	}

	/** Ends the process, and waits until it has. */
	public async end(): Promise<void> {
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const ended = new Promise((resolve) => this.child.once("exit", resolve));
		this.child.kill();
		await ended;
	}
}
