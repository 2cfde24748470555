/** Selects the sources to mutate and the tests to run, and their order. Edge: files. */

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";

/**
 * @param {string} target a folder or a file of the table's `folder`
 * @returns {readonly string[]}
 */
export function chooseSources(target) {
	return typescriptIn(target).filter((path) => !isTest(path));
}

/**
 * @param {import("./folders.mjs").Folder} folder
 * @returns {readonly string[]} cheap ones first
 */
export function chooseTests({ tests, last, without }) {
	const all = tests.flatMap(typescriptIn).filter((path) => isTest(path) && !without.includes(path));
	return [...all.filter((path) => !last.includes(path)), ...last];
}

/** @param {string} path */
const isTest = (path) => /\.(test|spec)\.ts$/.test(path);

/**
 * @param {string} path of a folder or a file, below the top folder
 * @returns {readonly string[]}
 */
function typescriptIn(path) {
	if (!statSync(join(root, path)).isDirectory()) return [path];
	return readdirSync(join(root, path), { recursive: true, encoding: "utf8" })
		.map((name) => `${path}/${name.replaceAll("\\", "/")}`)
		.filter((name) => name.endsWith(".ts"))
		.sort();
}
