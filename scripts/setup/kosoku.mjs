/** kosoku, which runs the Autobahn cases. Edge: files, processes. */

import { ensurePythonEnvironment } from "./pythonEnvironment.mjs";

const VERSION = "0.1.0";

/**
 * Installs kosoku if needed. Returns its path, or why there is no Python to install it with.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./systemProgram.mjs").SystemProgram>}
 * @throws {import("./SetUpError.mjs").SetUpError} when Python is there, but cannot install it
 */
export function ensureKosoku(env) {
	const packages = [`kosoku==${VERSION}`];
	return ensurePythonEnvironment(
		{ name: "kosoku", version: VERSION, packages, program: "kosoku", probe: ["--help"] },
		env,
	);
}
