/** Calls from a process to one that it forked. Each call is answered with a value. */

import { fork, type ChildProcess } from "node:child_process";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";

type Answer = { readonly id: number; readonly value?: unknown; readonly error?: string };
type Call = { readonly id: number; readonly name: string; readonly argument: unknown };

/** Returns milliseconds on a clock shared by all processes of the machine. */
export function moment(): number {
	return Number(process.hrtime.bigint()) / 1e6;
}

/** In the child: answers each call with the result of the method. */
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

	/** @param script File that calls `answerCalls`: TypeScript, or the path of a bundle. */
	public constructor(
		private readonly script: URL | string,
		args: ReadonlyArray<string> = [],
		environment: Readonly<Record<string, string>> = {},
	) {
		const isBundle = typeof script === "string";
		this.child = fork(isBundle ? script : fileURLToPath(script), args, {
			execArgv: isBundle ? ["--expose-gc"] : ["--import", "tsx", "--expose-gc"],
			env: { ...process.env, ...environment },
		});
		this.child.on("message", (answer: Answer) => this.waiting.get(answer.id)?.(answer));
		this.child.once("exit", (code) => {
			for (const [id, resolve] of this.waiting) resolve({ id, error: `exited with code ${code}` });
		});
	}

	/** Calls a method of the process. @throws If the method throws or the process exits. */
	public async call<T>(name: string, argument?: unknown): Promise<T> {
		const id = ++this.calls;
		const answer = await new Promise<Answer>((resolve) => {
			this.waiting.set(id, resolve);
			this.child.send({ id, name, argument } satisfies Call);
		});
		this.waiting.delete(id);
		if (answer.error !== undefined)
			throw new Error(`${basename(String(this.script))}: ${name} failed: ${answer.error}`);
		return answer.value as T;
	}

	/** Ends the process and waits until it has exited. */
	public async end(): Promise<void> {
		if (this.child.exitCode !== null || this.child.signalCode !== null) return;
		const ended = new Promise((resolve) => this.child.once("exit", resolve));
		this.child.kill();
		await ended;
	}
}
