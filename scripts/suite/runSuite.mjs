/**
 * Runs one suite and judges its result. Edge: processes.
 */

import { join } from "node:path";
import { runChild } from "../setup/child.mjs";
import { root } from "../setup/paths.mjs";
import { SetUpError } from "../setup/SetUpError.mjs";
import { ensureSystemProgram } from "../setup/systemProgram.mjs";
import { withCacheFile } from "./cacheFile.mjs";
import { select, withSelectionFile } from "./select.mjs";
import { judge } from "./suiteResult.mjs";
import { SUITE_LIMIT } from "./suites.mjs";

/** @typedef {import("./suites.mjs").Suite} Suite */
/** @typedef {import("./suiteResult.mjs").SuiteResult} SuiteResult */
/** @typedef {(chunk: Buffer, stream: "stdout" | "stderr") => void} Output */
/** @typedef {(level: import("../setup/setUp.mjs").Level) => Promise<Record<string, string>>} SetUp */
/** @typedef {{ words: readonly string[], flags: readonly string[] }} Words filter and flags */

/** Characters of a suite's output that are kept to find its counts in. */
const KEPT_OUTPUT = 65536;

/**
 * @param {Suite} suite
 * @param {Words} words
 * @param {SetUp} setUpOnce
 * @param {Output} onOutput
 * @returns {Promise<SuiteResult>}
 */
export async function runSuite(suite, { words, flags }, setUpOnce, onOutput) {
	let output = "";
	try {
		const tools = await setUpOnce(suite.level);
		await ensurePrograms(suite.programs ?? []);
		const selection = words.length === 0 ? undefined : await select(suite, words, tools);
		/** @param {string} [cache] */
		const run = (cache) =>
			withSelectionFile(selection, (selectionFile) => {
				const [program, ...parameters] = suite.command(tools, { selection, cache });
				return runChild(program, [...parameters, ...flags], {
					cwd: root,
					env: { ...process.env, ...tools, ...selectionFile, ...colours() },
					limit: SUITE_LIMIT,
					onOutput: (chunk, stream) => {
						onOutput(chunk, stream);
						output = (output + chunk.toString("utf8")).slice(-KEPT_OUTPUT);
					},
				});
			});
		const ending = await (suite.cache === undefined ? run() : withCacheFile(join(root, suite.cache), run));
		return judge(suite, { ...ending, output }, SUITE_LIMIT);
	} catch (fault) {
		if (!(fault instanceof SetUpError)) throw fault;
		return { counts: { passed: 0, failed: 1, skipped: 0 }, fault: fault.message };
	}
}

/**
 * Installs what is missing. If a program cannot be installed, its tests skip themselves.
 * @param {readonly string[]} names
 */
async function ensurePrograms(names) {
	for (const name of names) {
		const program = await ensureSystemProgram(name);
		if ("missing" in program) console.log(`set-up: ${program.missing}`);
	}
}

/**
 * A suite writes into a pipe; it is told when a terminal is at the other end.
 * @returns {NodeJS.ProcessEnv}
 */
function colours() {
	return process.stdout.isTTY && process.env.NO_COLOR === undefined ? { FORCE_COLOR: "1" } : {};
}
