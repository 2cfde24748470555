/**
 * erlpack, with which two of the published clients speak ETF, built by npm into the user's cache. In node_modules it would
 * make them speak ETF always, and it cannot be built everywhere. Edge: files, processes.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { runLogged } from "./loggedChild.mjs";
import { npmCommand } from "./npmCommand.mjs";
import { cacheFolder } from "./paths.mjs";
import { say, withProgress } from "./progress.mjs";
import { SetUpError } from "./SetUpError.mjs";

/** What npm is asked for: erlpack, and exactly what it is built with. */
const PACKAGES = ["erlpack@0.1.4", "bindings@1.5.0", "nan@2.30.0", "file-uri-to-path@1.0.0"];

/** Seconds that a program has to load it. */
const ANSWER_LIMIT = 20;

/**
 * Path of the `node_modules` that holds it, for NODE_PATH, after building it if needed; or why it could not be built.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./systemProgram.mjs").SystemProgram>}
 */
export async function ensureErlpack(env) {
	const cache = cacheFolder(env);
	// what is built fits one version of Node's interface
	const folder = join(
		cache,
		"tools",
		`erlpack-0.1.4-${process.platform}-${process.arch}-${process.versions.modules}`,
	);
	const modules = join(folder, "node_modules");
	if (loads(modules, env)) return { path: modules };
	return withLock(join(cache, "lock"), say, async () => {
		// another process may have built it while we waited
		if (loads(modules, env)) return { path: modules };
		try {
			await build(folder, join(cache, "erlpack.log"), env);
		} catch (fault) {
			if (!(fault instanceof SetUpError)) throw fault;
			return { missing: `erlpack cannot be built here: ${fault.message}` };
		}
		return loads(modules, env)
			? { path: modules }
			: { missing: `erlpack is built in ${folder}, but does not load` };
	});
}

/**
 * @param {string} folder what an interrupted build left there is removed
 * @param {string} log
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<void>}
 * @throws {SetUpError} when npm fails
 */
async function build(folder, log, env) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	// without one, npm takes a folder further up
	writeFileSync(join(folder, "package.json"), "{}\n");
	const [program, ...parameters] = npmCommand(env);
	const install = ["install", "--save-exact", "--no-audit", "--no-fund", "--ignore-scripts=false", ...PACKAGES];
	await withProgress("erlpack (npm install)", () =>
		runLogged("npm install erlpack", program, [...parameters, ...install], { cwd: folder, env, log }),
	);
}

/**
 * @param {string} modules
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean}
 */
function loads(modules, env) {
	const script = `if (require(${JSON.stringify(join(modules, "erlpack"))}).pack(1).length !== 3) process.exit(1)`;
	const options = { env, timeout: ANSWER_LIMIT * 1000, stdio: /** @type {const} */ ("ignore") };
	return spawnSync(process.execPath, ["-e", script], options).status === 0;
}
