/**
 * A relay in a process of its own, whose memory and processor time are watched.
 * Edge: processes, /proc.
 */

import type { ChildProcess } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import type { Children } from "./Children.ts";
import { cpuSeconds, peakMemory, residentMemory } from "./measure/procfs.ts";

/** Milliseconds between two looks at the memory. */
const WATCH_PERIOD = 50;
/** Bytes beyond which the relay is killed: the machine has other users. */
const MEMORY_CEILING = 2 ** 31;
/** Written to `clear_refs`, resets the peak of memory: proc(5). */
const RESET_PEAK = "5";

export interface RelayOptions {
	readonly environment: Readonly<Record<string, string>>;
	/** Modules that its process loads first, relative to this folder. */
	readonly preloads: ReadonlyArray<string>;
}

export class RelayUnderTest {
	/** Why it ended, once it has, unless `close` did it. */
	public ended: string | undefined;
	/** Bytes of its log. */
	public logSize = 0;
	private peak = 0;
	private readonly watch: ReturnType<typeof setInterval>;

	private constructor(
		public readonly url: string,
		private readonly child: ChildProcess,
		private readonly children: Children,
	) {
		child.once("exit", (code, signal) => (this.ended ??= String(signal ?? code)));
		// what reads lines has paused it
		child.stdout?.on("data", (chunk: Buffer) => (this.logSize += chunk.length)).resume();
		this.watch = setInterval(() => this.look(), WATCH_PERIOD).unref();
	}

	/** Settles when it listens. @throws Error If it does not. */
	public static async start(children: Children, { environment, preloads }: RelayOptions): Promise<RelayUnderTest> {
		const child = children.spawnRelay(environment, preloads);
		return new RelayUnderTest(await listening(child), child, children);
	}

	/** Bytes that it has now. */
	public get memory(): number {
		return residentMemory(this.proc("status"));
	}

	/** Most bytes that it had since `resetPeak`. */
	public get peakMemory(): number {
		this.look();
		return this.peak;
	}

	/** Processor time since its start. */
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
		this.ended = "killed by the suite for its memory";
		this.child.kill("SIGKILL");
	}

	/** @returns "" once it has ended. */
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
		child.once("exit", (code) => reject(new Error(`relay ended with ${code} before it listened`)));
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
