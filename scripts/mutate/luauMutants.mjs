/**
 * Stryker's mutants of code that runs on Roblox. The code of its instrumenter does not compile there, but its mutants can be
 * inserted one at a time. Edge: files.
 */

import { Instrumenter } from "@stryker-mutator/instrumenter";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";

/**
 * @typedef {object} Mutant
 * @property {string} fileName below the top folder
 * @property {{ start: import("./report.mjs").Position, end: import("./report.mjs").Position }} location
 * @property {string} mutatorName
 * @property {string} replacement
 */

/** The instrumenter's log, which is discarded. */
const SILENT = /** @type {any} */ ({ isDebugEnabled: () => false, debug() {}, info() {}, warn() {}, error() {} });

/**
 * @param {readonly string[]} sources
 * @returns {Promise<readonly Mutant[]>}
 */
export async function listMutants(sources) {
	const files = sources.map((name) => ({ name, mutate: true, content: readFileSync(join(root, name), "utf8") }));
	const options = /** @type {any} */ ({ plugins: null, excludedMutations: [], ignorers: [], noHeader: true });
	const { mutants } = await new Instrumenter(SILENT).instrument(files, options);
	return mutants.map(({ fileName, location: { start, end }, mutatorName, replacement = "" }) => ({
		fileName,
		location: { start: fromOne(start), end: fromOne(end) },
		mutatorName,
		replacement,
	}));
}

/** @param {import("./report.mjs").Position} position from 0 */
function fromOne({ line, column }) {
	return { line: line + 1, column: column + 1 };
}

/**
 * @param {Mutant} mutant
 * @param {string} text of its file
 * @returns {string} the mutated text
 */
export function applyMutant({ location: { start, end }, replacement }, text) {
	return text.slice(0, indexOf(text, start)) + replacement + text.slice(indexOf(text, end));
}

/**
 * @param {string} text
 * @param {import("./report.mjs").Position} position
 */
function indexOf(text, { line, column }) {
	const before = text.split("\n").slice(0, line - 1);
	return before.reduce((sum, each) => sum + each.length + 1, column - 1);
}
