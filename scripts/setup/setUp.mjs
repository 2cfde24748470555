/**
 * Set-up in levels, each including the one before: npm packages, tools, test place. kosoku and the published clients need only
 * the npm packages. A completed level costs a few file reads. Edge.
 */

import { ensureErlpack } from "./erlpack.mjs";
import { ensureKosoku } from "./kosoku.mjs";
import { ensurePackages } from "./packages.mjs";
import { root } from "./paths.mjs";
import { ensurePlace } from "./place.mjs";
import { ensurePythonClients } from "./pythonClients.mjs";
import { ensureTools } from "./tools.mjs";

/** @typedef {"nothing" | "packages" | "kosoku" | "clients" | "tools" | "place"} Level */

/**
 * Brings the clone to a level.
 * @param {Level} level
 * @returns {Promise<Record<string, string>>} environment variables with the paths that commands need
 * @throws {import("./SetUpError.mjs").SetUpError}
 */
export async function setUp(level) {
	if (level === "nothing") return {};
	await ensurePackages(root, process.env);
	if (level === "packages") return {};
	if (level === "kosoku") return tell("KOSOKU", await ensureKosoku(process.env));
	if (level === "clients") return clientPaths();
	const tools = await ensureTools(root, process.env);
	const paths = { VOICE_GATEWAY_ROJO: tools.rojo, VOICE_GATEWAY_LUNE: tools.lune };
	if (level === "tools") return paths;
	return { ...paths, VOICE_GATEWAY_PLACE: await ensurePlace(root, tools.rojo) };
}

/** @returns {Promise<Record<string, string>>} */
async function clientPaths() {
	const python = tell("PYTHON", await ensurePythonClients(process.env));
	return { ...python, ...tell("ERLPACK", await ensureErlpack(process.env)) };
}

/**
 * @param {string} name
 * @param {import("./systemProgram.mjs").SystemProgram} found
 * @returns {Record<string, string>} its path, or why it is missing
 */
function tell(name, found) {
	return "path" in found
		? { [`VOICE_GATEWAY_${name}`]: found.path }
		: { [`VOICE_GATEWAY_${name}_MISSING`]: found.missing };
}
