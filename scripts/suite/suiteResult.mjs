/**
 * Judges a suite by its exit code and output. Pure.
 */

import { parseCounts } from "./counts.mjs";

/**
 * @typedef {object} Ending
 * @property {number} code
 * @property {boolean} timedOut
 * @property {string} output its last part
 */

/** @typedef {{ counts: import("./counts.mjs").Counts, fault?: string }} SuiteResult */

/**
 * @param {import("./suites.mjs").Suite} suite
 * @param {Ending} ending
 * @param {number} limit seconds that it had
 * @returns {SuiteResult}
 */
export function judge(suite, { code, timedOut, output }, limit) {
	const failed = { passed: 0, failed: 1, skipped: 0 };
	if (!suite.counts) return { counts: code === 0 ? { passed: 1, failed: 0, skipped: 0 } : failed };
	const counts = parseCounts(output);
	if (counts === undefined) {
		const reason = timedOut ? `stopped after ${limit} s` : `ended with exit code ${code}`;
		return { counts: failed, fault: `${reason}, without closing counts` };
	}
	if (code !== 0 && counts.failed === 0) {
		return { counts: { ...counts, failed: 1 }, fault: `no test failed, but the exit code is ${code}` };
	}
	if (counts.passed + counts.failed + counts.skipped === 0) return { counts: failed, fault: "no test was run" };
	return { counts };
}
