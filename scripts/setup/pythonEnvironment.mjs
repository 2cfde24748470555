/**
 * Installs Python packages with pip into an environment in the user's cache. Edge: files, processes.
 */

import { spawnSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { withLock } from "./lock.mjs";
import { runLogged } from "./loggedChild.mjs";
import { cachedTool, cacheFolder, executableName } from "./paths.mjs";
import { say, withProgress } from "./progress.mjs";
import { ensureDebianPackage, ensureSystemProgram } from "./systemProgram.mjs";

/** @typedef {import("./systemProgram.mjs").SystemProgram} SystemProgram */

/**
 * @typedef {object} PythonEnvironment
 * @property {string} name of the environment: of its folder and its log
 * @property {string} version of its content; another version is another environment
 * @property {readonly string[]} packages parameters of `pip install`, such as `hikari==2.7.0`
 * @property {string} program whose path is returned, such as `python`
 * @property {readonly string[]} probe parameters with which that program exits with 0 once everything is installed
 */

/** Seconds that a Python program has to answer. */
const ANSWER_LIMIT = 60;

/**
 * Installs the environment if needed. Returns the path of its program, or why there is no Python for it.
 * @param {PythonEnvironment} wanted
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<SystemProgram>}
 * @throws {import("./SetUpError.mjs").SetUpError} when Python is there, but cannot install it
 */
export async function ensurePythonEnvironment(wanted, env) {
	const cache = cacheFolder(env);
	const folder = dirname(dirname(cachedTool(cache, wanted.name, wanted.version)));
	const program = programOf(folder, wanted.program);
	if (answers(program, wanted.probe, env)) return { path: program };
	return withLock(join(cache, "lock"), say, async () => {
		// another process may have installed it while we waited
		if (answers(program, wanted.probe, env)) return { path: program };
		const python = await ensurePython(env);
		if ("path" in python) await install(python.path, folder, wanted, env);
		return "path" in python ? { path: program } : python;
	});
}

/**
 * Returns a Python that can create environments.
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<SystemProgram>}
 */
async function ensurePython(env) {
	const python = await ensureSystemProgram("python3");
	if ("missing" in python) return python;
	const canMake = () => answers(python.path, ["-c", "import ensurepip, venv"], env);
	if (canMake()) return python;
	// Debian has these modules in a separate package
	const fault = await ensureDebianPackage("python3-venv");
	return canMake() ? python : { missing: `python3 has no module venv${fault === undefined ? "" : `, and ${fault}`}` };
}

/**
 * @param {string} python path of the program
 * @param {string} folder of the environment, emptied first: an interrupted installation may have left files
 * @param {PythonEnvironment} wanted
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<void>}
 */
async function install(python, folder, { name, version, packages }, env) {
	rmSync(folder, { recursive: true, force: true });
	mkdirSync(dirname(folder), { recursive: true });
	const cache = cacheFolder(env);
	const options = { cwd: cache, env, log: join(cache, `${name}.log`) };
	const pip = ["-m", "pip", "install", "--no-input", "--disable-pip-version-check", "--only-binary=:all:"];
	await withProgress(`${name} ${version} (pip install)`, async () => {
		await runLogged("python3 -m venv", python, ["-m", "venv", folder], options);
		await runLogged("pip install", programOf(folder, "python"), [...pip, ...packages], options);
	});
}

/**
 * @param {string} folder of a Python environment
 * @param {string} name
 * @returns {string}
 */
function programOf(folder, name) {
	return join(folder, process.platform === "win32" ? "Scripts" : "bin", executableName(name));
}

/**
 * @param {string} program
 * @param {readonly string[]} parameters
 * @param {NodeJS.ProcessEnv} env
 * @returns {boolean} whether it exits with 0
 */
function answers(program, parameters, env) {
	return spawnSync(program, parameters, { env, stdio: "ignore", timeout: ANSWER_LIMIT * 1000 }).status === 0;
}
