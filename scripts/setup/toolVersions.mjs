/**
 * Versions of the Roblox tools: those in aftman.toml, and that of a program. Pure, apart from one read.
 */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { SetUpError } from "./SetUpError.mjs";

/** @typedef {"rojo" | "lune"} ToolName */

/**
 * @typedef {object} ToolRequest
 * @property {string} clone
 * @property {NodeJS.ProcessEnv} env
 * @property {Record<ToolName, string>} versions
 * @property {string} cache
 */

/** @type {readonly ToolName[]} */
export const toolNames = ["rojo", "lune"];

/**
 * Reads lines such as `rojo = "rojo-rbx/rojo@7.7.1"`.
 * @param {string} text of aftman.toml
 * @returns {Record<ToolName, string>} version by name
 * @throws {SetUpError} when a tool is not in it
 */
export function parseToolVersions(text) {
	const versions = toolNames.map((name) => {
		const version = text.match(new RegExp(`^\\s*${name}\\s*=\\s*"[^"@]+@([^"]+)"`, "m"))?.[1];
		if (version === undefined) throw new SetUpError(`aftman.toml has no line like ${name} = "owner/${name}@1.2.3"`);
		return [name, version];
	});
	return Object.fromEntries(versions);
}

/**
 * @param {string} clone
 * @returns {Record<ToolName, string>}
 */
export function readToolVersions(clone) {
	return parseToolVersions(readFileSync(join(clone, "aftman.toml"), "utf8"));
}

/**
 * Version in a program's output of `--version`, such as `Rojo 7.7.1`.
 * @param {string} answer
 * @returns {string | undefined}
 */
export function parseVersionAnswer(answer) {
	return answer.trim().match(/^\S+ v?(\d+\.\d+\.\d+\S*)$/)?.[1];
}
