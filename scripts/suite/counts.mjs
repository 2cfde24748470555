/**
 * Reads a suite's closing counts from its output. Pure.
 */

import { stripVTControlCharacters } from "node:util";

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** Closing line of TestEZ and of this project's own runners. */
const PLAIN = /^\s*(\d+) passed, (\d+) failed(?:, (\d+) skipped)?\s*$/;

/** A closing line of Node's test runner, as `tap` and `spec` write it. */
const NODE = /^(?:#|ℹ) (pass|fail|cancelled|skipped|todo) (\d+)\s*$/;

/**
 * The last counts in an output; undefined when there are none.
 * @param {string} output
 * @returns {Counts | undefined}
 */
export function parseCounts(output) {
	/** @type {Counts | undefined} */
	let counts;
	/** @type {Record<string, number>} */
	let node = {};
	for (const line of stripVTControlCharacters(output).split(/\r?\n/)) {
		const plain = line.match(PLAIN);
		if (plain) counts = { passed: Number(plain[1]), failed: Number(plain[2]), skipped: Number(plain[3] ?? 0) };
		const item = line.match(NODE);
		if (!item) continue;
		// "pass" is the first of the five
		node = item[1] === "pass" ? { pass: Number(item[2]) } : { ...node, [item[1]]: Number(item[2]) };
		counts = nodeCounts(node) ?? counts;
	}
	return counts;
}

/**
 * @param {readonly Counts[]} list
 * @returns {Counts}
 */
export function addCounts(list) {
	return list.reduce(
		(sum, counts) => ({
			passed: sum.passed + counts.passed,
			failed: sum.failed + counts.failed,
			skipped: sum.skipped + counts.skipped,
		}),
		{ passed: 0, failed: 0, skipped: 0 },
	);
}

/**
 * @param {Counts} counts
 * @returns {string} the closing line
 */
export function formatCounts({ passed, failed, skipped }) {
	return `${passed} passed, ${failed} failed, ${skipped} skipped`;
}

/**
 * @param {Readonly<Record<string, number>>} lines numbers by their word
 * @returns {Counts | undefined} undefined when the lines are not all there
 */
function nodeCounts({ pass, fail, cancelled = 0, skipped, todo = 0 }) {
	if (pass === undefined || fail === undefined || skipped === undefined) return undefined;
	// a test marked todo proves nothing, so it counts as skipped
	return { passed: pass, failed: fail + cancelled, skipped: skipped + todo };
}
