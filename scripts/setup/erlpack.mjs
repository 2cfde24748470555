/**
 * Builds erlpack with npm, in the user's cache. Two of the published clients need it for ETF. In node_modules it would make
 * them always use ETF, and it does not build everywhere. Edge: files, processes.
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

/** Packages to install: erlpack, and pinned versions of its build dependencies. */
const PACKAGES = ["erlpack@0.1.4", "bindings@1.5.0", "nan@2.30.0", "file-uri-to-path@1.0.0"];

/** Seconds for a program to load it. */
const ANSWER_LIMIT = 20;

/**
 * Builds erlpack if needed. Returns the path of its `node_modules`, for NODE_PATH, or why it could not be built.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<import("./systemProgram.mjs").SystemProgram>}
 */
export async function ensureErlpack(env) {
	const cache = cacheFolder(env);
	// a build fits one version of Node's ABI
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
 * @param {string} folder emptied first: an interrupted build may have left files
 * @param {string} log
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<void>}
 * @throws {SetUpError} when npm fails
 */
async function build(folder, log, env) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(folder, { recursive: true });
	// without it, npm installs into a parent folder
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
