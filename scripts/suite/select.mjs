/**
 * Applies a filter to a suite. Edge: processes, files.
 */

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChild } from "../setup/child.mjs";
import { root } from "../setup/paths.mjs";
import { SetUpError } from "../setup/SetUpError.mjs";
import { noMatch, selectPaths, selectTests } from "./filter.mjs";
import { parseTests } from "./testLines.mjs";

/**
 * @param {import("./suites.mjs").Suite} suite
 * @param {readonly string[]} words of the filter
 * @param {import("./suites.mjs").Tools} tools
 * @returns {Promise<import("./filter.mjs").Selection>}
 * @throws {SetUpError} when nothing is selected, with the nearest names
 */
export async function select(suite, words, tools) {
	// the fast path: needs no list of the tests
	const byPath = selectPaths(words, suite.files?.() ?? []);
	if (byPath !== undefined) return byPath;
	if (suite.list === undefined) throw new SetUpError(`the suite ${suite.name} takes no filter`);
	const tests = await listTests(suite.list(tools), tools);
	const selection = selectPaths(words, [...new Set(tests.map(({ path }) => path))]) ?? selectTests(words, tests);
	if (selection === undefined) throw new SetUpError(noMatch(words, tests));
	return selection;
}

/**
 * @param {readonly string[]} command
 * @param {import("./suites.mjs").Tools} tools
 * @returns {Promise<import("./filter.mjs").Test[]>}
 */
async function listTests([program = "", ...parameters], tools) {
	let output = "";
	const { code } = await runChild(program, parameters, {
		cwd: root,
		env: { ...process.env, ...tools },
		onOutput: (chunk) => (output += chunk.toString("utf8")),
	});
	const tests = parseTests(output);
	if (code !== 0 || tests.length === 0) {
		throw new SetUpError(`cannot list the tests, exit code ${code}:\n${output.split("\n").slice(-20).join("\n")}`);
	}
	return tests;
}

/**
 * Writes a selection to a file for the process of a suite.
 * @template T
 * @param {import("./filter.mjs").Selection | undefined} selection
 * @param {(env: Record<string, string>) => Promise<T>} action takes the environment variable with the file's path
 * @returns {Promise<T>}
 */
export async function withSelectionFile(selection, action) {
	if (selection === undefined) return action({});
	const folder = mkdtempSync(join(tmpdir(), "voice-gateway-"));
	try {
		const file = join(folder, "selection.json");
		writeFileSync(file, JSON.stringify(selection));
		return await action({ VOICE_GATEWAY_SELECTION: file });
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}
