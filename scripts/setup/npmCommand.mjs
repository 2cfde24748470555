/** Finds npm. Edge: files. */

import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/**
 * Returns the command that runs npm without a shell: by the file that is running us, else by the one beside Node, else from PATH.
 * @param {NodeJS.ProcessEnv} env
 * @returns {[string, ...string[]]}
 */
export function npmCommand(env) {
	const beside = join(dirname(process.execPath), "node_modules", "npm", "bin", "npm-cli.js");
	const caller = env.npm_execpath ?? "";
	const file = [basename(caller) === "npm-cli.js" ? caller : "", beside].find((path) => path && existsSync(path));
	return file ? [process.execPath, file] : ["npm"];
}
