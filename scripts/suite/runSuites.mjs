/**
 * Runs the checks beside each other and the test suites one after the other, then prints one line of counts over all.
 * A failed part does not stop the rest. Edge: processes, stdout.
 */

import { availableParallelism } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { runChild } from "../setup/child.mjs";
import { root } from "../setup/paths.mjs";
import { SetUpError } from "../setup/SetUpError.mjs";
import { setUp } from "../setup/setUp.mjs";
import { ensureSystemProgram } from "../setup/systemProgram.mjs";
import { withCacheFile } from "./cacheFile.mjs";
import { addCounts, formatCounts } from "./counts.mjs";
import { mapBounded } from "./pool.mjs";
import { select, withSelectionFile } from "./select.mjs";
import { judge } from "./suiteResult.mjs";
import { SUITE_LIMIT } from "./suites.mjs";

/** @typedef {import("./suites.mjs").Suite} Suite */
/** @typedef {import("./suiteResult.mjs").SuiteResult} SuiteResult */
/** @typedef {SuiteResult & { name: string, seconds: number }} TimedResult */
/** @typedef {(chunk: Buffer, stream: "stdout" | "stderr") => void} Output */
/** @typedef {(level: import("../setup/setUp.mjs").Level) => Promise<Record<string, string>>} SetUp */

/** @typedef {{ words: readonly string[], flags: readonly string[] }} Words filter and flags */

/** @type {Words} */
const NO_WORDS = { words: [], flags: [] };

/** Characters of a suite's output that are kept to find its counts in. */
const KEPT_OUTPUT = 65536;

/**
 * @param {readonly Suite[]} suites
 * @param {readonly string[]} words filter; empty for all tests
 * @param {readonly string[]} [flags] of the suite itself
 * @returns {Promise<number>} exit code
 */
export async function runSuites(suites, words, flags = []) {
	const startedAt = performance.now();
	const setUpOnce = rememberSetUps();
	// a test suite measures time, so nothing runs beside it
	const results = await runChecks(
		suites.filter(({ counts }) => !counts),
		setUpOnce,
	);
	for (const suite of suites.filter(({ counts }) => counts)) {
		console.log(`\n== ${suite.name}`);
		const result = await timed(suite.name, () =>
			runSuite(suite, { words, flags }, setUpOnce, (chunk, stream) => void process[stream].write(chunk)),
		);
		if (result.fault !== undefined) console.log(`${suite.name}: ${result.fault}`);
		results.push(result);
	}
	console.log("\n== summary");
	for (const result of results) console.log(summaryLine(result));
	const total = addCounts(results.map(({ counts }) => counts));
	console.log(`\n${((performance.now() - startedAt) / 1000).toFixed(1)} s in all`);
	console.log(formatCounts(total));
	return total.failed === 0 ? 0 : 1;
}

/**
 * Runs as many checks at once as there are cores, the slowest first. The output of each is printed when it ends.
 * @param {readonly Suite[]} checks
 * @param {SetUp} setUpOnce
 * @returns {Promise<TimedResult[]>} in the order of the checks
 */
async function runChecks(checks, setUpOnce) {
	return mapBounded(checks, availableParallelism(), async (check) => {
		/** @type {Buffer[]} */
		const output = [];
		const result = await timed(check.name, () =>
			runSuite(check, NO_WORDS, setUpOnce, (chunk) => output.push(chunk)),
		);
		const isPassed = result.counts.failed === 0;
		console.log(
			`== ${check.name.padEnd(16)} ${result.seconds.toFixed(1).padStart(6)} s${isPassed ? "" : "  failed"}`,
		);
		process.stdout.write(Buffer.concat(output));
		if (result.fault !== undefined) console.log(`${check.name}: ${result.fault}`);
		return result;
	});
}

/**
 * @param {string} name
 * @param {() => Promise<SuiteResult>} run
 * @returns {Promise<TimedResult>}
 */
async function timed(name, run) {
	const startedAt = performance.now();
	const result = await run();
	return { ...result, name, seconds: (performance.now() - startedAt) / 1000 };
}

/**
 * @param {TimedResult} result
 * @returns {string}
 */
function summaryLine({ name, seconds, counts, fault }) {
	const note = fault === undefined ? "" : `  ${fault.split("\n")[0]}`;
	return `${name.padEnd(16)} ${formatCounts(counts).padEnd(34)} ${seconds.toFixed(1).padStart(6)} s${note}`;
}

/**
 * Set-up to a level, once: one that failed is not tried again.
 * @returns {SetUp}
 */
function rememberSetUps() {
	/** @type {Map<string, ReturnType<SetUp>>} */
	const levels = new Map();
	return (level) => {
		const paths = levels.get(level) ?? setUp(level);
		levels.set(level, paths);
		return paths;
	};
}

/**
 * @param {Suite} suite
 * @param {Words} words
 * @param {SetUp} setUpOnce
 * @param {Output} onOutput
 * @returns {Promise<SuiteResult>}
 */
async function runSuite(suite, { words, flags }, setUpOnce, onOutput) {
	let output = "";
	try {
		const paths = await setUpOnce(suite.level);
		await ensurePrograms(suite.programs ?? []);
		const selection = words.length === 0 ? undefined : await select(suite, words, paths);
		/** @param {string} [cache] */
		const run = (cache) =>
			withSelectionFile(selection, (selectionFile) => {
				const [program, ...parameters] = suite.command(paths, { selection, cache });
				return runChild(program, [...parameters, ...flags], {
					cwd: root,
					env: { ...process.env, ...paths, ...selectionFile, ...colours() },
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
