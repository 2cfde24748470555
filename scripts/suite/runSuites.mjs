/**
 * Runs the checks in parallel and the test suites one after the other, then prints one line of counts over all.
 * A failed part does not stop the rest. Edge: processes, stdout.
 */

import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { setUp } from "../setup/setUp.mjs";
import { addCounts, formatCounts } from "./counts.mjs";
import { mapBounded } from "./pool.mjs";
import { runSuite } from "./runSuite.mjs";

/** @typedef {import("./suites.mjs").Suite} Suite */
/** @typedef {import("./suiteResult.mjs").SuiteResult} SuiteResult */
/** @typedef {import("./runSuite.mjs").SetUp} SetUp */
/** @typedef {SuiteResult & { name: string, seconds: number }} TimedResult */

/** @type {import("./runSuite.mjs").Words} */
const NO_WORDS = { words: [], flags: [] };

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
 * Returns a set-up that runs once per level, also if it fails.
 * @returns {SetUp}
 */
function rememberSetUps() {
	/** @type {Map<string, ReturnType<SetUp>>} */
	const levels = new Map();
	return (level) => {
		const tools = levels.get(level) ?? setUp(level);
		levels.set(level, tools);
		return tools;
	};
}
