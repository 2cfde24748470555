/**
 * Runs a program to its end, in its own process group, so nothing that it starts outlives it.
 * Edge: processes.
 */

import { spawn, spawnSync } from "node:child_process";
import { performance } from "node:perf_hooks";
import { exitCodeOf, isInterrupted, onInterrupt } from "./interrupt.mjs";

/** Seconds that a child has to end after a signal, before it is killed. */
const GRACE = 5;

/** Seconds within which a second signal repeats the first: the terminal sends Ctrl-C to us and to npm, which passes it on. */
const REPEAT = 0.5;

/**
 * @typedef {object} ChildOptions
 * @property {string} cwd
 * @property {NodeJS.ProcessEnv} [env]
 * @property {(chunk: Buffer, stream: "stdout" | "stderr") => void} [onOutput] without it, the child has our terminal
 * @property {boolean} [ownsInterrupt] true: after Ctrl-C the child ends when it is ready, its exit code counts, and SIGHUP
 * is its own affair; false: it is killed after a grace, and the process ends
 * @property {number} [limit] seconds until the child is stopped
 */

/**
 * Runs a program and resolves with its exit code: 128 plus the signal's number if a signal ended it.
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {ChildOptions} options
 * @returns {Promise<{ code: number, timedOut: boolean }>}
 * @throws when the program cannot be started
 */
export function runChild(program, parameters, options) {
	const { onOutput, limit } = options;
	return new Promise((resolve, reject) => {
		/** @type {NodeJS.Timeout | undefined} */
		let killTimer;
		let timedOut = false;
		/** @type {number | undefined} */
		let stoppedAt;
		/** @param {NodeJS.Signals} signal */
		const stop = (signal) => {
			if (child.pid === undefined) return;
			if (options.ownsInterrupt && signal === "SIGHUP") return signalGroup(child.pid, signal);
			const now = performance.now();
			if (stoppedAt !== undefined && now - stoppedAt < REPEAT * 1000) return;
			// a user who asks twice does not want to wait
			signalGroup(child.pid, stoppedAt === undefined ? signal : "SIGKILL");
			stoppedAt = now;
			if (!options.ownsInterrupt) killTimer ??= setTimeout(signalGroup, GRACE * 1000, child.pid, "SIGKILL");
		};
		// before the start: a signal that came between would end us, and leave the child
		const forget = onInterrupt(stop);
		const child = spawn(program, [...parameters], {
			cwd: options.cwd,
			env: options.env ?? process.env,
			stdio: onOutput ? ["ignore", "pipe", "pipe"] : "inherit",
			// its own group; on Windows that would open a console window
			detached: process.platform !== "win32",
		});
		const limitTimer =
			limit &&
			setTimeout(() => {
				timedOut = true;
				stop("SIGTERM");
			}, limit * 1000);
		const settle = () => {
			clearTimeout(killTimer);
			clearTimeout(limitTimer);
			forget();
		};
		child.stdout?.on("data", (chunk) => onOutput?.(chunk, "stdout"));
		child.stderr?.on("data", (chunk) => onOutput?.(chunk, "stderr"));
		child.on("error", (fault) => {
			settle();
			reject(fault);
		});
		// what it left behind would keep the pipes open, and "close" away
		child.on("exit", () => child.pid !== undefined && signalGroup(child.pid, "SIGKILL"));
		child.on("close", (code, signal) => {
			settle();
			// the last of several children ends the process; until then the caller starts nothing more
			if (!options.ownsInterrupt && isInterrupted()) return;
			resolve({ code: signal ? exitCodeOf(signal) : (code ?? 1), timedOut });
		});
	});
}

/**
 * @param {number} leader pid of the group's first process
 * @param {NodeJS.Signals} signal
 */
function signalGroup(leader, signal) {
	if (process.platform === "win32") {
		spawnSync("taskkill", ["/pid", String(leader), "/T", "/F"], { stdio: "ignore" });
		return;
	}
	try {
		process.kill(-leader, signal);
	} catch {
		// the whole group has ended
	}
}
