/**
 * Runs suites one after the other, whatever they end with, and closes with one line of counts over all.
 * Edge: processes, stdout.
 */

import { performance } from "node:perf_hooks";
import { runChild } from "../setup/child.mjs";
import { root } from "../setup/paths.mjs";
import { SetUpError } from "../setup/SetUpError.mjs";
import { setUp } from "../setup/setUp.mjs";
import { ensureSystemProgram } from "../setup/systemProgram.mjs";
import { addCounts, formatCounts } from "./counts.mjs";
import { judge } from "./suiteResult.mjs";
import { SUITE_LIMIT } from "./suites.mjs";

/** @typedef {import("./suites.mjs").Suite} Suite */
/** @typedef {import("./suiteResult.mjs").SuiteResult} SuiteResult */

/** Characters of a suite's output that are kept to find its counts in. */
const KEPT_OUTPUT = 65536;

/**
 * @param {readonly Suite[]} suites
 * @param {string} [word] filter
 * @returns {Promise<number>} exit code
 */
export async function runSuites(suites, word) {
	/** @type {Map<string, Promise<Record<string, string>>>} */
	const levels = new Map();
	/** @type {(SuiteResult & { name: string, seconds: number })[]} */
	const results = [];
	for (const suite of suites) {
		console.log(`\n== ${suite.name}`);
		const startedAt = performance.now();
		const result = await runSuite(suite, word, levels);
		if (result.fault !== undefined) console.log(`${suite.name}: ${result.fault}`);
		results.push({ ...result, name: suite.name, seconds: (performance.now() - startedAt) / 1000 });
	}
	console.log("\n== summary");
	for (const { name, seconds, counts, fault } of results) {
		const note = fault === undefined ? "" : `  ${fault.split("\n")[0]}`;
		console.log(`${name.padEnd(16)} ${formatCounts(counts).padEnd(34)} ${seconds.toFixed(1).padStart(6)} s${note}`);
	}
	const total = addCounts(results.map(({ counts }) => counts));
	console.log(`\n${formatCounts(total)}`);
	return total.failed === 0 ? 0 : 1;
}

/**
 * @param {Suite} suite
 * @param {string | undefined} word
 * @param {Map<string, Promise<Record<string, string>>>} levels set-ups so far: one that failed is not tried again
 * @returns {Promise<SuiteResult>}
 */
async function runSuite(suite, word, levels) {
	let output = "";
	try {
		const setUpOnce = levels.get(suite.level) ?? setUp(suite.level);
		levels.set(suite.level, setUpOnce);
		const paths = await setUpOnce;
		await ensurePrograms(suite.programs ?? []);
		const [program, ...parameters] = suite.command(paths, word);
		const ending = await runChild(program, parameters, {
			cwd: root,
			env: { ...process.env, ...paths, ...colours() },
			limit: SUITE_LIMIT,
			onOutput: (chunk, stream) => {
				process[stream].write(chunk);
				output = (output + chunk.toString("utf8")).slice(-KEPT_OUTPUT);
			},
		});
		return judge(suite, { ...ending, output }, SUITE_LIMIT);
	} catch (fault) {
		if (!(fault instanceof SetUpError)) throw fault;
		return { counts: { passed: 0, failed: 1, skipped: 0 }, fault: fault.message };
	}
}

/**
 * Installs what is missing. What cannot be had is said here, and its tests are skipped by themselves.
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
