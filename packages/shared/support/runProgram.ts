/** Runs a program of this project in its own process and captures its output. */

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import type { TestContext } from "node:test";

export interface RunningProgram {
	readonly child: ChildProcess;
	/** Output so far. */
	readonly printed: { readonly output: string };
	/** Exit code; null after a signal. */
	readonly closed: Promise<number | null>;
	/** Waits for output that matches, and returns the first group. @throws Error If the program ends first. */
	readonly said: (pattern: RegExp) => Promise<string>;
}

/** Runs a TypeScript file in Node, and kills it at the end of the test. */
export function runProgram(
	context: TestContext,
	path: string,
	args: ReadonlyArray<string>,
	env: NodeJS.ProcessEnv = process.env,
): RunningProgram {
	const child = spawn(process.execPath, ["--import", "tsx", path, ...args], {
		stdio: ["ignore", "pipe", "pipe"],
		env,
	});
	context.after(() => child.kill("SIGKILL"));
	const printed = { output: "" };
	for (const stream of [child.stdout, child.stderr]) {
		stream.on("data", (chunk: Buffer) => {
			printed.output += chunk.toString();
			child.emit("printed");
		});
	}
	const closed = once(child, "close").then(([code]) => code as number | null);
	const said = async (pattern: RegExp): Promise<string> => {
		for (;;) {
			const found = pattern.exec(printed.output)?.[1];
			if (found !== undefined) return found;
			const isOver = await Promise.race([once(child, "printed").then(() => false), closed.then(() => true)]);
			if (isOver) throw new Error(`program ended without printing ${String(pattern)}: ${printed.output}`);
		}
	};
	return { child, printed, closed, said };
}
