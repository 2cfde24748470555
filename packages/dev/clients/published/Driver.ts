/**
 * Runs a published client in its own process and speaks the line protocol of `reports.ts` with it.
 * Edge: processes.
 */

import { spawn, type ChildProcessByStdio } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";
import { parseReport, type Command, type DriverSettings, type Report } from "./reports.ts";

/** Lines of the library's output that a failure quotes. */
const KEPT_LINES = 15;

/** Milliseconds that a driver may take to exit after its input has ended, before it is killed. */
const GRACE = 1000;

export class Driver {
	/** The client's reports so far, in order. */
	public readonly reports: Array<Report> = [];
	/** Whether the process has exited. */
	public isOver = false;
	private readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
	private readonly closed: Promise<unknown>;
	private readonly printed: Array<string> = [];

	/**
	 * Starts the process.
	 *
	 * @param command Program and arguments; the settings are appended.
	 * @param onChange Called after each report and when the process exits.
	 */
	public constructor(
		[program = "", ...parameters]: ReadonlyArray<string>,
		env: NodeJS.ProcessEnv,
		settings: DriverSettings,
		onChange: () => void,
	) {
		this.child = spawn(program, [...parameters, JSON.stringify(settings)], { env, stdio: "pipe" });
		this.child.stdin.on("error", () => {}); // the process has exited; "close" follows
		for (const stream of [this.child.stdout, this.child.stderr]) {
			createInterface({ input: stream }).on("line", (line) => {
				this.take(line);
				onChange();
			});
		}
		this.closed = new Promise<void>((resolve) => {
			const end = (why: string): void => {
				this.print(why);
				this.isOver = true;
				onChange();
				resolve();
			};
			this.child.once("error", (error) => end(`did not start: ${error.message}`));
			this.child.once("close", (code, signal) => end(`the driver exited with ${signal ?? `code ${code}`}`));
		});
	}

	/** The library's last lines of output, and how the process exited. */
	public get output(): string {
		return this.printed.join("\n");
	}

	/** Reports of one kind, in order. */
	public of<Kind extends Report["kind"]>(kind: Kind): ReadonlyArray<Extract<Report, { readonly kind: Kind }>> {
		return this.reports.filter(
			(report): report is Extract<Report, { readonly kind: Kind }> => report.kind === kind,
		);
	}

	public send(command: Command): void {
		this.child.stdin.write(`${JSON.stringify(command)}\n`);
	}

	/** Ends the process. Kills it after a second. */
	public async end(): Promise<void> {
		if (this.isOver) return;
		this.child.stdin.end();
		const timer = setTimeout(() => this.child.kill("SIGKILL"), GRACE);
		await this.closed;
		clearTimeout(timer);
	}

	private take(line: string): void {
		const report = parseReport(line);
		if (report === undefined) this.print(line);
		else this.reports.push(report);
	}

	private print(line: string): void {
		this.printed.push(line.slice(0, 400));
		if (this.printed.length > KEPT_LINES) this.printed.shift();
	}
}
