/** Words of `npm run mutate`. Pure. */

import { parseArgs } from "node:util";
import { folders } from "./folders.mjs";

/**
 * @typedef {object} MutateOptions
 * @property {import("./folders.mjs").Folder} folder
 * @property {string} target the folder, or a folder or file in it
 */

const WIDTH = 20;

export const HELP = [
	"npm run mutate -- FOLDER",
	"",
	"Puts faults into the code, one at a time, and shows which of them no test finds. A report, not a gate: minutes long.",
	"FOLDER is one of these, or a folder or file in it:",
	"",
	...folders.map(({ path, tests }) => `  ${path.padEnd(WIDTH)}  against ${tests.join(", ")}`),
].join("\n");

/**
 * @param {readonly string[]} words of the command line
 * @returns {MutateOptions | "help"}
 * @throws {Error} in words for the user, if there is not exactly one folder of the table
 */
export function readMutateWords(words) {
	if (words.includes("--help")) return "help";
	const { positionals } = readWords(words);
	const [word = ""] = positionals;
	const target = word.replaceAll("\\", "/").replace(/\/$/, "");
	const folder = folders.find(({ path }) => target === path || target.startsWith(`${path}/`));
	if (positionals.length === 1 && folder !== undefined) return { folder, target };
	const names = folders.map(({ path }) => path).join(", ");
	throw new Error(`needs a folder of ${names}, or a path in one, got "${positionals.join(" ")}"`);
}

/** @param {readonly string[]} words */
function readWords(words) {
	try {
		return parseArgs({ args: [...words], allowPositionals: true });
	} catch (fault) {
		const [complaint] = /** @type {Error} */ (fault).message.split(/\.\s/);
		throw new Error(`${complaint}; \`npm run mutate -- --help\` lists all`, { cause: fault });
	}
}
