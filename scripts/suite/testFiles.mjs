/**
 * Finds test files, and says how Node runs its own. Edge: files.
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";
import { SetUpError } from "../setup/SetUpError.mjs";

/** Seconds that any one test may take, and any one file: the browser's needs more than 120 on a busy machine. */
const TEST_LIMIT = 300;

/**
 * @param {string} folder below the top folder
 * @param {(path: string) => boolean} isTest
 * @returns {string[]} paths from the top folder, in a fixed order
 * @throws {SetUpError} when no file matches
 */
export function testFiles(folder, isTest) {
	const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
		.map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
		.filter((path) => isTest(path) && !path.includes("/node_modules/"))
		.sort();
	if (files.length === 0) throw new SetUpError(`no test file in ${folder}/`);
	return files;
}

/**
 * Parameters of node to run test files, of each the selected tests.
 * @param {readonly string[]} files
 * @returns {string[]}
 */
export function nodeParameters(files) {
	return [
		...["--import", "./scripts/suite/selectTests.mjs"],
		...["--test", "--test-reporter=spec", `--test-timeout=${TEST_LIMIT * 1000}`, ...files],
	];
}
