/**
 * Owns every process that the suite starts. Kills them all when it is closed, or when the suite is interrupted or fails,
 * and each one at its deadline, so no attack outlives its time.
 * Edge: processes.
 */

import { fork, spawn, type ChildProcess } from "node:child_process";
import { setPriority } from "node:os";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
const LOADER = ["--import", "tsx"];
/** Maximum number of processes at once. */
const MAX_CHILDREN = 8;
/** Runs the suite at a higher priority than the machine's other work, if the system allows it. */
const MEASURED_PRIORITY = -15;
/** A real attacker has its own machine; here it only gets the time the relay leaves. */
const ATTACKER_PRIORITY = -5;

export class Children {
	private readonly living = new Set<ChildProcess>();

	public constructor() {
		process.once("exit", () => this.close());
		for (const signal of ["SIGINT", "SIGTERM"] as const) {
			process.once(signal, () => {
				this.close();
				process.exit(1);
			});
		}
	}

	/** Starts a program of this folder with an IPC channel. It exits when this process does. */
	public fork(file: string, parameters: ReadonlyArray<string>, isAttacker = false): ChildProcess {
		const program = fileURLToPath(new URL(file, import.meta.url));
		const child = fork(program, [...parameters], {
			execArgv: LOADER,
			stdio: ["ignore", "inherit", "inherit", "ipc"],
		});
		return this.own(child, isAttacker ? ATTACKER_PRIORITY : MEASURED_PRIORITY);
	}

	/** Starts a relay as `npm run relay` does. */
	public spawnRelay(environment: Readonly<Record<string, string>>, preloads: ReadonlyArray<string>): ChildProcess {
		const words = [...LOADER, ...preloads.flatMap((file) => ["--import", new URL(file, import.meta.url).href])];
		const env = { ...process.env, RELAY_PORT: "0", ...environment };
		const stdio: ["ignore", "pipe", "inherit"] = ["ignore", "pipe", "inherit"];
		return this.own(
			spawn(process.execPath, [...words, "packages/relay/cli.ts"], { cwd: ROOT, env, stdio }),
			MEASURED_PRIORITY,
		);
	}

	/** Kills all processes. Safe to call twice. */
	public close(): void {
		for (const child of this.living) child.kill("SIGKILL");
	}

	/** Kills a process and waits until it has exited. */
	public async end(child: ChildProcess): Promise<void> {
		if (!this.living.has(child)) return;
		const ended = new Promise((resolve) => child.once("exit", resolve));
		child.kill("SIGKILL");
		await ended;
	}

	private own(child: ChildProcess, priority: number): ChildProcess {
		if (this.living.size >= MAX_CHILDREN) {
			child.kill("SIGKILL");
			throw new Error(`more than ${MAX_CHILDREN} processes at once`);
		}
		this.living.add(child);
		prioritize(child, priority);
		child.once("exit", () => this.living.delete(child));
		return child;
	}
}

function prioritize({ pid }: ChildProcess, priority: number): void {
	if (pid === undefined) return;
	try {
		setPriority(pid, priority);
	} catch (error) {
		// not every user may raise it; the control then shows the machine's other work too
		if ((error as NodeJS.ErrnoException).code !== "EACCES" && (error as NodeJS.ErrnoException).code !== "EPERM")
			throw error;
	}
}
