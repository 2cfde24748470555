/** Arguments of `npm run mutate`. Pure. */

import { parseArgs } from "node:util";
import { folders } from "./folders.mjs";

/**
 * @typedef {object} MutateOptions
 * @property {import("./folders.mjs").Folder} folder
 * @property {string} target the folder, or a folder or file in it
 * @property {Draw} draw sample of the mutants, for a runner that builds each one
 */

/**
 * @typedef {object} Draw
 * @property {number} size
 * @property {number} seed
 */

const WIDTH = 20;

/** Default of the sample. @type {Draw} */
const USUAL = { size: 100, seed: 1 };

const HIGHEST = 1_000_000;

export const HELP = [
	"npm run mutate -- FOLDER [--sample NUMBER] [--seed NUMBER]",
	"",
	"Puts faults into the code, one at a time, and shows which of them no test finds. A report, not a gate: minutes long.",
	"FOLDER is one of these, or a folder or file in it:",
	"",
	...folders.map(({ path, tests }) => `  ${path.padEnd(WIDTH)}  against ${tests.join(", ")}`),
	"",
	"Of src/protocol, each mutant is compiled and run by itself, so some are drawn:",
	"",
	`  ${"--sample NUMBER".padEnd(WIDTH)}  of mutants (${USUAL.size})`,
	`  ${"--seed NUMBER".padEnd(WIDTH)}  another draws others (${USUAL.seed})`,
].join("\n");

/**
 * @param {readonly string[]} words of the command line
 * @returns {MutateOptions | "help"}
 * @throws {Error} with a message for the user, if there is not exactly one folder of the table, or a number is out of range
 */
export function readMutateWords(words) {
	if (words.includes("--help")) return "help";
	const { positionals, values } = readWords(words);
	const [word = ""] = positionals;
	const target = word.replaceAll("\\", "/").replace(/\/$/, "");
	const folder = folders.find(({ path }) => target === path || target.startsWith(`${path}/`));
	if (positionals.length === 1 && folder !== undefined) return { folder, target, draw: readDraw(folder, values) };
	const names = folders.map(({ path }) => path).join(", ");
	throw new Error(`needs a folder of ${names}, or a path in one, got "${positionals.join(" ")}"`);
}

/**
 * @param {import("./folders.mjs").Folder} folder
 * @param {{ sample?: string, seed?: string }} values
 * @returns {Draw}
 */
function readDraw({ path, runner }, { sample, seed }) {
	if (runner !== "luau" && (sample ?? seed) !== undefined) {
		throw new Error(`--sample and --seed are for src/protocol; all mutants of ${path} are tried`);
	}
	return { size: readNumber("sample", sample) ?? USUAL.size, seed: readNumber("seed", seed) ?? USUAL.seed };
}

/**
 * @param {string} name
 * @param {string | undefined} text
 * @returns {number | undefined}
 */
function readNumber(name, text) {
	if (text === undefined) return undefined;
	const number = /^\d+$/.test(text) ? Number(text) : 0;
	if (number >= 1 && number <= HIGHEST) return number;
	throw new Error(`--${name} must be an integer from 1 to ${HIGHEST}, got "${text}"`);
}

/** @param {readonly string[]} words */
function readWords(words) {
	try {
		return parseArgs({
			args: [...words],
			allowPositionals: true,
			options: { sample: { type: "string" }, seed: { type: "string" } },
		});
	} catch (fault) {
		const [complaint] = /** @type {Error} */ (fault).message.split(/\.\s/);
		throw new Error(`${complaint}; \`npm run mutate -- --help\` lists all`, { cause: fault });
	}
}
