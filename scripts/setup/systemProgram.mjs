/**
 * Finds a system program that only some tests need: on PATH, else with apt-get if possible. Tests without their program are
 * skipped with the reason. Edge: files, processes.
 */

import { accessSync, constants } from "node:fs";
import { join } from "node:path";
import { runChild } from "./child.mjs";
import { executableName, pathFolders } from "./paths.mjs";

/** Seconds that apt-get may take for one step. */
const STEP_LIMIT = 300;

/**
 * Path of the program, or why it is missing.
 * @typedef {{ path: string } | { missing: string }} SystemProgram
 */

/**
 * The part of the machine that the search uses.
 * @typedef {object} Machine
 * @property {NodeJS.ProcessEnv} env
 * @property {boolean} isRoot
 * @property {(program: string, parameters: string[]) => Promise<number>} run resolves with the exit code
 */

/** @type {Machine} */
const thisMachine = {
	env: process.env,
	isRoot: process.getuid?.() === 0,
	run: async (program, parameters) => {
		const { code } = await runChild(program, parameters, {
			cwd: "/",
			env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
			onOutput: () => {},
			limit: STEP_LIMIT,
		});
		return code;
	},
};

/**
 * Finds a program and installs it if possible. Never throws.
 * @param {string} name
 * @param {string} [debianPackage] that holds it
 * @param {Machine} [machine]
 * @returns {Promise<SystemProgram>}
 */
export async function ensureSystemProgram(name, debianPackage = name, machine = thisMachine) {
	const found = findOnPath(name, machine.env);
	if (found !== undefined) return { path: found };
	const fault = await ensureDebianPackage(debianPackage, machine);
	const path = findOnPath(name, machine.env);
	if (path !== undefined) return { path };
	return { missing: `${name} is not on PATH, and ${fault ?? `the package ${debianPackage} does not hold it`}` };
}

/**
 * Installs a Debian package if possible. Never throws.
 * @param {string} name
 * @param {Machine} [machine]
 * @returns {Promise<string | undefined>} why it could not be installed
 */
export async function ensureDebianPackage(name, machine = thisMachine) {
	const aptGet = findOnPath("apt-get", machine.env);
	if (aptGet === undefined) return "there is no apt-get to install it";
	if (!machine.isRoot) return `only root can install it: apt-get install ${name}`;
	return install(aptGet, name, machine);
}

/**
 * @param {string} aptGet
 * @param {string} debianPackage
 * @param {Machine} machine
 * @returns {Promise<string | undefined>} what failed
 */
async function install(aptGet, debianPackage, machine) {
	const steps = [["update"], ["install", "-y", "--no-install-recommends", debianPackage]];
	for (const parameters of steps) {
		const title = `apt-get ${parameters.join(" ")}`;
		try {
			const code = await machine.run(aptGet, parameters);
			if (code !== 0) return `${title} ended with exit code ${code}`;
		} catch (fault) {
			return `${title} did not start: ${fault instanceof Error ? fault.message : fault}`;
		}
	}
	return undefined;
}

/**
 * @param {string} name
 * @param {NodeJS.ProcessEnv} env
 * @returns {string | undefined}
 */
function findOnPath(name, env) {
	return pathFolders(env)
		.map((folder) => join(folder, executableName(name)))
		.find(isExecutable);
}

/** @param {string} path */
function isExecutable(path) {
	try {
		accessSync(path, constants.X_OK);
		return true;
	} catch {
		return false;
	}
}
