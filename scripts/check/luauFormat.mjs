/**
 * Checks the format of the project's Luau, or fixes it with `--write`. Uses StyLua's defaults, which match our Prettier
 * configuration: tabs, 120 columns. Edge: files.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as stylua from "@johnnymorganz/stylua";
import { root } from "../setup/paths.mjs";
import { filesUnder } from "../setup/stamp.mjs";

const write = process.argv.includes("--write");

for (const path of filesUnder(root, "lune").filter((path) => path.endsWith(".luau"))) {
	const text = readFileSync(join(root, path), "utf8");
	try {
		const formatted = format(text);
		if (formatted === text) continue;
		if (write) writeFileSync(join(root, path), formatted);
		else report(`${path}: not formatted; run npm run fix`);
	} catch (fault) {
		report(`${path}: ${fault}`);
	}
}

/**
 * @param {string} text
 * @returns {string}
 * @throws {string} when it is not Luau
 */
function format(text) {
	// formatCode consumes the configuration, so each call needs a new one
	const config = stylua.Config.new();
	config.syntax = stylua.LuaVersion.Luau;
	return stylua.formatCode(text, config, undefined, stylua.OutputVerification.None);
}

/** @param {string} message */
function report(message) {
	console.error(message);
	process.exitCode = 1;
}
