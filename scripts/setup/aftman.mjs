/**
 * Installs the tools of aftman.toml with aftman. Edge: processes.
 */

import { join } from "node:path";
import { runLogged } from "./loggedChild.mjs";
import { stateFolder } from "./paths.mjs";
import { withProgress } from "./progress.mjs";

/**
 * @param {string} aftman path of the program
 * @param {import("./toolVersions.mjs").ToolRequest} request
 * @returns {Promise<void>}
 * @throws {import("./SetUpError.mjs").SetUpError} when aftman fails
 */
export async function installByAftman(aftman, { clone, env }) {
	await withProgress("tools of aftman.toml (aftman install)", () =>
		runLogged("aftman install", aftman, ["install", "--no-trust-check"], {
			cwd: clone,
			env,
			log: join(stateFolder(clone), "aftman.log"),
		}),
	);
}
