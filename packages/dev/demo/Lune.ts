/** Runs the demo's Roblox side, compiled Luau under Lune, and reads its reports. Edge: processes. */

import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";

/** Kinds of lines that belong to the summary. */
const SUMMARY_KINDS = new Set(["frames", "heartbeats", "resumes", "requests", "privacy", "numbered"]);

export interface LuneListener {
	/** Called with each event that the Luau program reports. */
	report(kind: string, text: string): void;
	/** Called with each other line. */
	plain(line: string): void;
}

export interface LuneEnd {
	/** False if the session never became ready or lost messages. */
	readonly ok: boolean;
	readonly summary: ReadonlyMap<string, string>;
}

/** A running Luau program. */
export interface LuneProcess {
	readonly child: ChildProcess;
	/** Its exit code; 1 if a signal ended it. Rejects if Lune cannot be started. */
	readonly closed: Promise<number>;
}

/**
 * Starts a Luau program. Aborting `signal` ends it without an error.
 *
 * @param script Path of the program, such as `lune/timeline.luau`.
 * @param variables Its variables.
 */
export function startLune(
	script: string,
	variables: Readonly<Record<string, string>>,
	listener: LuneListener,
	signal?: AbortSignal,
): LuneProcess {
	const { VOICE_GATEWAY_LUNE: lune = "lune", VOICE_GATEWAY_PLACE: place = "build/place.rbxl" } = process.env;
	// only `variables` may configure the program, not the environment
	const others = Object.entries(process.env).filter(([name]) => !/^(?:DISCORD|VOICE|ROOM)_(?!GATEWAY_)/.test(name));
	const child = spawn(lune, ["run", script, place], {
		stdio: ["ignore", "pipe", "inherit"],
		...(signal !== undefined && { signal }),
		env: { ...Object.fromEntries(others), ...variables },
	});
	const closed = new Promise<number>((resolve, reject) => {
		child.on("error", (error) => {
			// an abort emits an error too, and "close" follows
			if (signal?.aborted !== true) reject(new Error(`cannot run ${lune}: ${error.message}`));
		});
		child.on("close", (code) => resolve(code ?? 1));
	});
	createInterface(child.stdout).on("line", (line) => {
		const [, kind, text] = /^@(\w+)\t(.*)$/.exec(line) ?? [];
		if (kind === undefined || text === undefined) listener.plain(line);
		else listener.report(kind, text);
	});
	return { child, closed };
}

/**
 * Runs one voice session. Aborting `signal` ends it early without an error.
 *
 * @param variables Who joins where, how and for how long: see `lune/timeline.luau`.
 * @throws Error If Lune cannot be started.
 */
export async function runLune(
	variables: Readonly<Record<string, string>>,
	listener: LuneListener,
	signal: AbortSignal,
): Promise<LuneEnd> {
	const summary = new Map<string, string>();
	const sorted: LuneListener = {
		plain: (line) => listener.plain(line),
		report(kind, text) {
			if (SUMMARY_KINDS.has(kind)) summary.set(kind, text);
			else listener.report(kind, text);
		},
	};
	const { closed } = startLune("lune/timeline.luau", variables, sorted, signal);
	return { ok: (await closed) === 0, summary };
}
