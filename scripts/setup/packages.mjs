/**
 * Installs the npm packages with `npm ci`, unless node_modules already holds what package-lock.json asks for.
 * Edge: files, npm.
 */

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, posix } from "node:path";
import { withLock } from "./lock.mjs";
import { runLogged } from "./loggedChild.mjs";
import { npmCommand } from "./npmCommand.mjs";
import { isInstalled, isLocked } from "./packagesMatch.mjs";
import { stateFolder } from "./paths.mjs";
import { say, withProgress } from "./progress.mjs";
import { hashContents } from "./stamp.mjs";

/** Lines of npm's output that a failure shows: its reason may stand above half a page of usage. */
const NPM_LINES = 60;

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
			// NODE_ENV=production would leave the compiler out
			runLogged("npm ci", program, [...parameters, "ci", "--include=dev"], {
				cwd: clone,
				env,
				log: join(stateFolder(clone), "npm.log"),
				tailLength: NPM_LINES,
			}),
		);
		writeFileSync(stampPath(clone), makeStamp(clone));
	});
}

/**
 * @param {string} clone
 * @returns {boolean}
 */
function hasPackages(clone) {
	const record = join(clone, "node_modules", ".package-lock.json");
	if (!existsSync(record)) return false;
	const wanted = readJson(join(clone, "package-lock.json"));
	const installed = readJson(record);
	return (
		isInstalled(wanted, installed) &&
		Object.keys(installed.packages).every((folder) => existsSync(join(clone, folder))) &&
		(ownFolders(clone).every((folder) => isLocked(readManifest(clone, folder), wanted.packages[folder])) ||
			readStamp(clone) === makeStamp(clone))
	);
}

/**
 * Folders of this repository that have a package.json.
 * @param {string} clone
 * @returns {string[]} relative ones
 */
function ownFolders(clone) {
	return ["", ...readManifest(clone, "").workspaces];
}

/**
 * Hash over what `npm ci` reads. npm accepts a package.json with other ranges than the lock's, as long as the locked
 * versions are in them; the stamp of its last success keeps us from asking it each time.
 * @param {string} clone
 * @returns {string}
 */
function makeStamp(clone) {
	return hashContents(clone, [
		"package-lock.json",
		...ownFolders(clone).map((folder) => posix.join(folder, "package.json")),
	]);
}

/**
 * @param {string} clone
 * @returns {string} empty when npm never succeeded here
 */
function readStamp(clone) {
	const path = stampPath(clone);
	return existsSync(path) ? readFileSync(path, "utf8") : "";
}

/**
 * @param {string} clone
 * @returns {string}
 */
function stampPath(clone) {
	return join(stateFolder(clone), "packages.stamp");
}

/**
 * @param {string} clone
 * @param {string} folder
 * @returns {any}
 */
function readManifest(clone, folder) {
	return readJson(join(clone, folder, "package.json"));
}

/**
 * @param {string} path
 * @returns {any}
 */
function readJson(path) {
	return JSON.parse(readFileSync(path, "utf8"));
}
