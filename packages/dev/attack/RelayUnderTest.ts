/**
 * A relay in its own process, with its memory and CPU time monitored.
 * Edge: processes, /proc.
 */

import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Children } from "./Children.ts";
import { cpuSeconds, peakMemory, residentMemory } from "./measure/procfs.ts";

/** Milliseconds between two memory checks. */
const WATCH_PERIOD = 50;
/** Memory in bytes above which the suite kills the relay to protect the machine. */
const MEMORY_CEILING = 2 ** 31;
/** Resets the memory peak when written to `clear_refs`: proc(5). */
const RESET_PEAK = "5";

export interface RelayOptions {
	readonly environment: Readonly<Record<string, string>>;
	/** Modules for its process to preload, relative to this folder. */
	readonly preloads: ReadonlyArray<string>;
}

export class RelayUnderTest {
	/** Why the relay exited, unless `close` ended it. */
	public ended: string | undefined;
	/** Size of its log in bytes. */
	public logSize = 0;
	private peak = 0;
	private readonly watch: ReturnType<typeof setInterval>;

	private constructor(
		public readonly url: string,
		private readonly child: ChildProcess,
		private readonly children: Children,
	) {
		child.once("exit", (code, signal) => (this.ended ??= String(signal ?? code)));
		// the line reader has paused the stream
		child.stdout?.on("data", (chunk: Buffer) => (this.logSize += chunk.length)).resume();
		this.watch = setInterval(() => this.look(), WATCH_PERIOD).unref();
	}

	/** Resolves when the relay listens. @throws Error If it does not. */
	public static async start(children: Children, { environment, preloads }: RelayOptions): Promise<RelayUnderTest> {
		const child = children.spawnRelay(environment, preloads);
		return new RelayUnderTest(await listening(child), child, children);
	}

	/** Its current memory in bytes. */
	public get memory(): number {
		return residentMemory(this.proc("status"));
	}

	/** Its memory peak in bytes since `resetPeak`. */
	public get peakMemory(): number {
		this.look();
		return this.peak;
	}

	/** CPU time since its start. */
	public get cpuSeconds(): number {
		const stat = this.proc("stat");
		return stat === "" ? 0 : cpuSeconds(stat);
	}

	public resetPeak(): void {
		this.peak = 0;
		writeFileSync(`/proc/${this.child.pid}/clear_refs`, RESET_PEAK);
	}

	public async close(): Promise<void> {
		this.ended ??= "closed";
		clearInterval(this.watch);
		await this.children.end(this.child);
	}

	private look(): void {
		this.peak = Math.max(this.peak, peakMemory(this.proc("status")));
		if (this.peak < MEMORY_CEILING || this.ended !== undefined) return;
		this.ended = "killed by the suite because of its memory";
		this.child.kill("SIGKILL");
	}

	/** @returns "" once the relay has exited. */
	private proc(file: string): string {
		try {
			return readFileSync(`/proc/${this.child.pid}/${file}`, "utf8");
		} catch {
			return "";
		}
	}
}

function listening(child: ChildProcess): Promise<string> {
	return new Promise((resolve, reject) => {
		child.once("exit", (code) => reject(new Error(`relay exited with code ${code} before it listened`)));
		if (child.stdout === null) return reject(new Error("relay has no output"));
		const lines = createInterface(child.stdout);
		lines.on("line", (line) => {
			const { msg, address } = JSON.parse(line) as { msg: string; address?: string };
			if (msg !== "relay listens" || address === undefined) return;
			lines.close();
			resolve(address);
		});
	});
}
