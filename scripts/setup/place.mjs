/**
 * Builds the test place: rbxtsc compiles TypeScript to Luau, Rojo puts it into `build/place.rbxl`. Skipped while no
 * input has changed. Edge: files, processes.
 */

import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { withLock } from "./lock.mjs";
import { runLogged } from "./loggedChild.mjs";
import { stateFolder } from "./paths.mjs";
import { say, withProgress } from "./progress.mjs";
import { hashContents } from "./stamp.mjs";

/** A change of these files makes the next compile start from scratch. */
const CONFIGURATION = ["tsconfig.json", "package-lock.json", "aftman.toml"];

/** Sources of the place. */
const SOURCES = ["src", "test", "examples", "bench/luau", "include", "default.project.json"];

/** Command line of roblox-ts, inside the clone. */
export const compiler = "node_modules/roblox-ts/out/CLI/cli.js";

/** Lines of compile errors that are shown. */
const ERROR_LINES = 80;

/**
 * Builds the place if needed. Returns its path.
 * @param {string} clone
 * @param {string} rojo path of the program
 * @returns {Promise<string>}
 * @throws {import("./SetUpError.mjs").SetUpError} when it does not compile
 */
export async function ensurePlace(clone, rojo) {
	const place = join(clone, "build", "place.rbxl");
	const state = stateFolder(clone);
	if (isFresh(clone, place)) return place;
	await withLock(join(state, "lock"), say, async () => {
		if (isFresh(clone, place)) return;
		const stamp = makeStamp(clone);
		if (!existsSync(place) || readStamp(clone).configuration !== stamp.configuration) {
			rmSync(join(clone, "build"), { recursive: true, force: true });
		}
		await withProgress("test place (rbxtsc, rojo build)", async () => {
			const options = { cwd: clone, tailLength: ERROR_LINES };
			await runLogged("rbxtsc", process.execPath, [compiler, "--type", "game"], {
				...options,
				log: join(state, "rbxtsc.log"),
			});
			await runLogged("rojo build", rojo, ["build", "default.project.json", "-o", place], {
				...options,
				log: join(state, "rojo.log"),
			});
		});
		writeFileSync(stampPath(clone), JSON.stringify(stamp));
	});
	return place;
}

/** @typedef {{ configuration: string, sources: string }} Stamp */

/**
 * @param {string} clone
 * @param {string} place
 * @returns {boolean}
 */
function isFresh(clone, place) {
	if (!existsSync(place)) return false;
	const stamp = makeStamp(clone);
	const built = readStamp(clone);
	return built.configuration === stamp.configuration && built.sources === stamp.sources;
}

/**
 * @param {string} clone
 * @returns {Stamp}
 */
function makeStamp(clone) {
	return { configuration: hashContents(clone, CONFIGURATION), sources: hashContents(clone, SOURCES) };
}

/**
 * @param {string} clone
 * @returns {Partial<Stamp>}
 */
function readStamp(clone) {
	const path = stampPath(clone);
	return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : {};
}

/**
 * @param {string} clone
 * @returns {string}
 */
function stampPath(clone) {
	return join(stateFolder(clone), "build.stamp");
}
