/**
 * Folders of the set-up: in the clone and in the user's cache. Edge: makes the clone's folder.
 * Source: XDG Base Directory Specification 0.8; on macOS and Windows the platform's own cache folder.
 */

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { isAbsolute, join, posix, win32 } from "node:path";
import { fileURLToPath } from "node:url";

/** Top folder of this clone. */
export const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Per-user folder that all clones share.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @param {string} [platform] as `process.platform` names it
 * @param {string} [home]
 * @returns {string}
 */
export function cacheFolder(env, platform = process.platform, home = homedir()) {
	const path = platform === "win32" ? win32 : posix;
	// the XDG specification says to ignore a relative path
	if (env.XDG_CACHE_HOME && path.isAbsolute(env.XDG_CACHE_HOME))
		return path.join(env.XDG_CACHE_HOME, "voice-gateway");
	if (platform === "darwin") return path.join(home, "Library", "Caches", "voice-gateway");
	if (platform === "win32")
		return path.join(env.LOCALAPPDATA || path.join(home, "AppData", "Local"), "voice-gateway");
	return path.join(home, ".cache", "voice-gateway");
}

/**
 * Folder in the clone for the set-up's lock, stamp and logs; made if needed. Neither `build/` nor `node_modules/` can hold them:
 * rbxtsc sweeps the first on every compile, `npm ci` the second.
 * @param {string} clone
 * @returns {string}
 */
export function stateFolder(clone) {
	const folder = join(clone, ".setup");
	if (!existsSync(folder)) {
		mkdirSync(folder, { recursive: true });
		// git ignores the folder by this file
		writeFileSync(join(folder, ".gitignore"), "*\n");
	}
	return folder;
}

/**
 * Program file's name on a platform.
 * @param {string} name
 * @param {string} [platform]
 * @returns {string}
 */
export function executableName(name, platform = process.platform) {
	return platform === "win32" ? `${name}.exe` : name;
}

/**
 * Folders of PATH, without relative ones.
 * @param {Readonly<Record<string, string | undefined>>} env
 * @returns {string[]}
 */
export function pathFolders(env) {
	const value = env.PATH ?? env.Path ?? "";
	return value.split(process.platform === "win32" ? ";" : ":").filter((folder) => isAbsolute(folder));
}

/**
 * Where a tool of the cache lies.
 * @param {string} cache
 * @param {string} name
 * @param {string} version
 * @returns {string}
 */
export function cachedTool(cache, name, version) {
	return join(cache, "tools", `${name}-${version}`, "bin", executableName(name));
}
