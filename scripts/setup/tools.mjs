/**
 * Finds Rojo and Lune in the versions of aftman.toml: on PATH, else in the user's cache, else with aftman, else built
 * with cargo. This project downloads no binaries itself. Edge: files, processes.
 */

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { installByAftman } from "./aftman.mjs";
import { installByCargo } from "./cargo.mjs";
import { withLock } from "./lock.mjs";
import { cachedTool, cacheFolder, executableName, pathFolders } from "./paths.mjs";
import { say } from "./progress.mjs";
import { SetUpError } from "./SetUpError.mjs";
import { parseVersionAnswer, readToolVersions, toolNames } from "./toolVersions.mjs";

/** @typedef {import("./toolVersions.mjs").ToolName} ToolName */
/** @typedef {import("./toolVersions.mjs").ToolRequest} ToolRequest */

/** Seconds for a program to print its version. */
const ANSWER_LIMIT = 20;

/**
 * Installs missing tools. Returns the paths of both.
 * @param {string} clone
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Record<ToolName, string>>}
 * @throws {SetUpError} when a tool is missing and cannot be installed
 */
export async function ensureTools(clone, env) {
	const request = { clone, env, versions: readToolVersions(clone), cache: cacheFolder(env) };
	if (missingTools(request).length > 0) {
		await withLock(join(request.cache, "lock"), say, () => install(request));
	}
	/** @param {ToolName} name */
	const entry = (name) => {
		const path = findTool(name, request);
		if (!path) throw new SetUpError(`${name} ${request.versions[name]} is not there after its installation`);
		return [name, path];
	};
	return Object.fromEntries(toolNames.map(entry));
}

/**
 * @param {ToolRequest} request
 * @returns {Promise<void>}
 */
async function install(request) {
	const { env, cache, versions } = request;
	// another process may have installed them while we waited
	if (missingTools(request).length === 0) return;
	const aftman = findProgram("aftman", env);
	const cargo = findProgram("cargo", env);
	if (aftman) {
		try {
			await installByAftman(aftman, request);
		} catch (fault) {
			if (!cargo || !(fault instanceof SetUpError)) throw fault;
			say(`${fault.message}\nset-up: going on with cargo`);
		}
	}
	const missing = missingTools(request);
	if (missing.length === 0) return;
	const names = missing.map((name) => `${name} ${versions[name]}`).join(" and ");
	if (!cargo) {
		throw new SetUpError(
			`${names} not found on PATH or in ${cache}, and neither aftman nor cargo is there to install them.\n` +
				`Either install aftman (search the web for "aftman toolchain manager"), which takes them from aftman.toml,\n` +
				`or install Rust with cargo (rustup), and this set-up builds them once for all clones; then repeat.`,
		);
	}
	await installByCargo(cargo, missing, request);
}

/**
 * @param {ToolRequest} request
 * @returns {ToolName[]}
 */
function missingTools(request) {
	return toolNames.filter((name) => findTool(name, request) === undefined);
}

/**
 * @param {ToolName} name
 * @param {ToolRequest} request
 * @returns {string | undefined}
 */
function findTool(name, request) {
	const version = request.versions[name];
	const { HOME, USERPROFILE } = request.env;
	const shims = join(HOME ?? USERPROFILE ?? "", ".aftman", "bin");
	const candidates = [
		findProgram(name, request.env),
		cachedTool(request.cache, name, version),
		// the folder of aftman's shims may not be on PATH
		join(shims, executableName(name)),
	];
	return candidates.find((path) => path && existsSync(path) && versionOf(path, request) === version);
}

/**
 * @param {string} path
 * @param {ToolRequest} request
 * @returns {string | undefined} undefined when it does not run
 */
function versionOf(path, request) {
	// shims choose the version by their working folder
	const answer = spawnSync(path, ["--version"], {
		cwd: request.clone,
		env: request.env,
		encoding: "utf8",
		timeout: ANSWER_LIMIT * 1000,
	});
	return answer.status === 0 ? parseVersionAnswer(answer.stdout) : undefined;
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
function findProgram(name, env) {
	return pathFolders(env)
		.map((folder) => join(folder, executableName(name)))
		.find((path) => existsSync(path));
}
