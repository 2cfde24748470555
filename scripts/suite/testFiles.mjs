/**
 * Finds the files of Node's test runner, which takes no pattern on Node 20. Edge: files.
 */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";
import { SetUpError } from "../setup/SetUpError.mjs";

/** Seconds that any one test may take, and any one file: the browser's needs more than 120 on a busy machine. */
const TEST_LIMIT = 300;

/**
 * Parameters of node to run the tests of a folder.
 * @param {string} folder below the top folder
 * @param {string} ending of a test file's name
 * @param {string} [word] narrows to the files with this word in their path, else to the tests with it in their name
 * @returns {string[]}
 * @throws {SetUpError} when the folder has no test file
 */
export function testParameters(folder, ending, word) {
	const files = readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
		.map((path) => `${folder}/${path.replaceAll("\\", "/")}`)
		.filter((path) => path.endsWith(ending) && !path.includes("/node_modules/"))
		.sort();
	if (files.length === 0) throw new SetUpError(`no file *${ending} in ${folder}/`);
	return ["--test", "--test-reporter=spec", `--test-timeout=${TEST_LIMIT * 1000}`, ...narrow(files, word)];
}

/**
 * @param {readonly string[]} files
 * @param {string | undefined} word
 * @returns {readonly string[]}
 */
export function narrow(files, word) {
	if (word === undefined) return files;
	const named = files.filter((path) => path.toLowerCase().includes(word.toLowerCase()));
	return named.length > 0 ? named : [`--test-name-pattern=${word}`, ...files];
}
