/**
 * A folder for one test with its own clone, cache and PATH, and Node processes that run a snippet in it.
 */

import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { setTimeout as sleep } from "node:timers/promises";

/** Seconds after which a condition that did not come true fails the test: a hang, not a slow machine. */
const PATIENCE = 60;

export class Sandbox {
	folder = mkdtempSync(join(tmpdir(), "voice-gateway-"));
	clone = join(this.folder, "clone");
	cache = join(this.folder, "cache", "voice-gateway");
	bin = join(this.folder, "bin");
	/** @type {Record<string, string>} */
	env = { PATH: this.bin, HOME: this.folder, XDG_CACHE_HOME: join(this.folder, "cache") };

	constructor() {
		mkdirSync(this.clone);
		mkdirSync(this.bin);
		const versions = 'rojo = "rojo-rbx/rojo@7.7.1"\nlune = "lune-org/lune@0.11.1"\n';
		writeFileSync(join(this.clone, "aftman.toml"), versions);
	}

	/** Removes the folder. */
	remove() {
		rmSync(this.folder, { recursive: true });
	}

	/**
	 * Puts a program on the sandbox's PATH.
	 * @param {string} name
	 * @param {string} body shell commands; other programs by absolute path only
	 */
	addProgram(name, body) {
		const path = join(this.bin, name);
		writeFileSync(path, `#!/bin/sh\n${body}\n`);
		chmodSync(path, 0o755);
	}

	/**
	 * Starts Node on a module given as text.
	 * @param {string} code
	 */
	start(code) {
		const child = spawn(process.execPath, ["--input-type=module", "-e", code], {
			env: this.env,
			stdio: ["ignore", "pipe", "pipe"],
		});
		const run = { child, output: "", exit: Promise.resolve(0) };
		child.stdout.on("data", (chunk) => (run.output += chunk));
		child.stderr.on("data", (chunk) => (run.output += chunk));
		run.exit = new Promise((resolve) => child.on("close", (exitCode) => resolve(exitCode ?? -1)));
		return run;
	}

	/**
	 * @param {string} name in the sandbox's folder
	 * @param {string} content
	 */
	write(name, content) {
		writeFileSync(join(this.folder, name), content);
	}

	/**
	 * @param {string} name in the sandbox's folder
	 * @returns {string} content; empty when there is no such file
	 */
	read(name) {
		const path = join(this.folder, name);
		return existsSync(path) ? readFileSync(path, "utf8") : "";
	}
}

/**
 * @param {() => unknown} condition
 * @returns {Promise<void>}
 */
export async function until(condition) {
	const startedAt = performance.now();
	while (!(await condition())) {
		if (performance.now() - startedAt > PATIENCE * 1000) throw new Error(`never became true: ${condition}`);
		await sleep(10);
	}
}

/**
 * @param {number} pid
 * @returns {boolean}
 */
export function isRunning(pid) {
	try {
		process.kill(pid, 0);
	} catch {
		return false;
	}
	// a process that has ended but has not been reaped
	const stat = `/proc/${pid}/stat`;
	return !existsSync(stat) || !/^\d+ \(.*\) Z/.test(readFileSync(stat, "utf8"));
}
