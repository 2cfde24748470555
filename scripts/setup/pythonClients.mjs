/** Python with the published Discord clients that `npm run test:clients` runs. Edge: files, processes. */

import { join } from "node:path";
import { root } from "./paths.mjs";
import { ensurePythonEnvironment } from "./pythonEnvironment.mjs";
import { hashContents } from "./stamp.mjs";

const REQUIREMENTS = "packages/dev/clients/published/drivers/requirements.txt";

/** Characters of the hash of the requirements that name the environment. */
const HASH_LENGTH = 12;

/**
 * Installs missing packages. Returns the path of the Python, or why Python is missing.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./systemProgram.mjs").SystemProgram>}
 * @throws {import("./SetUpError.mjs").SetUpError} when Python is there, but cannot install it
 */
export function ensurePythonClients(env) {
	return ensurePythonEnvironment(
		{
			name: "python-clients",
			version: hashContents(root, [REQUIREMENTS]).slice(0, HASH_LENGTH),
			packages: ["-r", join(root, REQUIREMENTS)],
			program: "python",
			probe: ["-c", "import davey, discord, hikari, nacl.secret"],
		},
		env,
	);
}
