/**
 * The set-up in levels, each holding the one before: npm packages, tools, test place; and, on npm packages alone,
 * kosoku. A level that is done costs a few file reads. Edge.
 */

import { ensureKosoku } from "./kosoku.mjs";
import { ensurePackages } from "./packages.mjs";
import { root } from "./paths.mjs";
import { ensurePlace } from "./place.mjs";
import { reportFaults } from "./SetUpError.mjs";
import { say } from "./progress.mjs";
import { ensureTools } from "./tools.mjs";

/** @typedef {"nothing" | "packages" | "kosoku" | "tools" | "place"} Level */

/**
 * Brings the clone to a level.
 * @param {Level} level
 * @returns {Promise<Record<string, string>>} environment variables that tell commands where things are
 * @throws {import("./SetUpError.mjs").SetUpError}
 */
export async function setUp(level) {
	if (level === "nothing") return {};
	await ensurePackages(root, process.env);
	if (level === "packages") return {};
	if (level === "kosoku") return kosokuPath();
	const tools = await ensureTools(root, process.env);
	const paths = { VOICE_GATEWAY_ROJO: tools.rojo, VOICE_GATEWAY_LUNE: tools.lune };
	if (level === "tools") return paths;
	return { ...paths, VOICE_GATEWAY_PLACE: await ensurePlace(root, tools.rojo) };
}

/** @returns {Promise<Record<string, string>>} */
async function kosokuPath() {
	const kosoku = await ensureKosoku(process.env);
	return "path" in kosoku ? { VOICE_GATEWAY_KOSOKU: kosoku.path } : { VOICE_GATEWAY_KOSOKU_MISSING: kosoku.missing };
}

/** Entry of `scripts/setup.mjs`. */
export function main() {
	return reportFaults(async () => {
		const paths = await setUp("tools");
		say("npm packages are installed");
		for (const [name, path] of Object.entries(paths)) say(`${name}=${path}`);
	});
}
