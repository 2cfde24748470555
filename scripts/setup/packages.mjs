/**
 * Installs the npm packages with `npm ci`, unless npm has done so since package-lock.json last changed. Edge: files, npm.
 */

import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { runLogged } from "./loggedChild.mjs";
import { npmCommand } from "./npmCommand.mjs";
import { stateFolder } from "./paths.mjs";
import { say, withProgress } from "./progress.mjs";

/** Lines of npm's output that a failure shows: its reason may stand above half a page of usage. */
const NPM_LINES = 60;

/** npm writes this at the end of an installation. */
const RECORD = "node_modules/.package-lock.json";

/** A development package: NODE_ENV=production leaves them out. */
const COMPILER = "node_modules/typescript";

/**
 * @param {string} clone
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<void>}
 */
export async function ensurePackages(clone, env) {
	if (hasPackages(clone)) return;
	await withLock(join(stateFolder(clone), "lock"), say, async () => {
		if (hasPackages(clone)) return;
		const [program, ...parameters] = npmCommand(env);
		await withProgress("npm packages (npm ci)", () =>
			runLogged("npm ci", program, [...parameters, "ci", "--include=dev"], {
				cwd: clone,
				env,
				log: join(stateFolder(clone), "npm.log"),
				tailLength: NPM_LINES,
			}),
		);
	});
}

/**
 * @param {string} clone
 * @returns {boolean}
 */
function hasPackages(clone) {
	/** @param {string} path */
	const changedAt = (path) => statSync(join(clone, path), { throwIfNoEntry: false })?.mtimeMs ?? 0;
	return existsSync(join(clone, COMPILER)) && changedAt(RECORD) >= changedAt("package-lock.json");
}
