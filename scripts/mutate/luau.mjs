/**
 * Mutates code that runs on Roblox: compiles each mutant with roblox-ts, and runs the specs under Lune in a place with
 * only `src/protocol` and its specs. Edge: files, processes.
 */

import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { runChild } from "../setup/child.mjs";
import { root } from "../setup/paths.mjs";
import { setUp } from "../setup/setUp.mjs";
import { LuauCompiler } from "./luauCompiler.mjs";
import { applyMutant, listMutants } from "./luauMutants.mjs";

const WORK_FOLDER = ".mutate";
const PROJECT = `${WORK_FOLDER}/place.project.json`;
const PLACE = `${WORK_FOLDER}/place.rbxl`;
const MUTANT = `${WORK_FOLDER}/mutant.luau`;

/** Folders and files that the place is compiled from, together with their imports. */
const ENTRIES = ["src/protocol/", "test/protocol/", "test/report/", "test/main.server.ts"];

/** Seconds that the specs may take: a mutant may loop forever. */
const LIMIT = 60;

const TREE = {
	$className: "DataModel",
	ReplicatedStorage: {
		$className: "ReplicatedStorage",
		rbxts_include: {
			$path: "../include",
			node_modules: { $className: "Folder", "@rbxts": { $path: "../node_modules/@rbxts" } },
		},
	},
	ServerScriptService: {
		$className: "ServerScriptService",
		VoiceGateway: { $path: "build/src" },
		test: {
			$className: "Folder",
			main: { $path: "build/test/main.server.luau" },
			protocol: { $path: "build/test/protocol" },
			report: { $path: "build/test/report" },
			support: { $path: "build/test/support" },
			vectors: { $path: "build/test/vectors" },
		},
	},
};

/**
 * @param {readonly string[]} sources
 * @param {(mutants: readonly import("./luauMutants.mjs").Mutant[]) => readonly import("./luauMutants.mjs").Mutant[]} choose
 * @returns {Promise<readonly import("./report.mjs").Result[]>}
 */
export async function runLuau(sources, choose) {
	const { VOICE_GATEWAY_ROJO: rojo = "", VOICE_GATEWAY_LUNE: lune = "" } = await setUp("tools");
	const mutants = choose(await listMutants(sources));
	mkdirSync(join(root, WORK_FOLDER), { recursive: true });
	const globIgnorePaths = ["**/package.json", "**/tsconfig.json"];
	writeFileSync(join(root, PROJECT), JSON.stringify({ name: "mutants", globIgnorePaths, tree: TREE }));
	const compiler = new LuauCompiler(PROJECT, `${WORK_FOLDER}/build`, (path) =>
		ENTRIES.some((entry) => path.startsWith(entry)),
	);
	cpSync(join(root, "test/vectors"), join(root, WORK_FOLDER, "build/test/vectors"), { recursive: true });
	compiler.compileAll();
	const { code } = await runQuietly(rojo, ["build", PROJECT, "-o", PLACE]);
	if (code !== 0) throw new Error(`rojo build ended with ${code}`);
	/** @param {readonly string[]} changes */
	const runSpecs = (changes) => runQuietly(lune, ["run", "lune/mutant.luau", PLACE, ...changes]);
	if ((await runSpecs([])).code !== 0)
		throw new Error("a spec fails, though nothing is changed: run `npm run test:unit -- protocol`");
	const results = [];
	for (const [index, mutant] of mutants.entries()) {
		if (index % 20 === 0) console.log(`${index} of ${mutants.length} mutants tried`);
		results.push({ ...mutant, status: await statusOf(mutant, compiler, runSpecs) });
	}
	return results;
}

/**
 * @param {import("./luauMutants.mjs").Mutant} mutant
 * @param {LuauCompiler} compiler
 * @param {(changes: readonly string[]) => Promise<{ code: number, timedOut: boolean }>} runSpecs
 * @returns {Promise<string>} as Stryker names it
 */
async function statusOf(mutant, compiler, runSpecs) {
	const luau = compiler.compile(
		mutant.fileName,
		applyMutant(mutant, readFileSync(join(root, mutant.fileName), "utf8")),
	);
	if (luau === undefined) return "CompileError";
	writeFileSync(join(root, MUTANT), luau);
	const { code, timedOut } = await runSpecs([MUTANT, ...modulePath(mutant.fileName)]);
	if (timedOut) return "Timeout";
	return code === 0 ? "Survived" : "Killed";
}

/**
 * @param {string} fileName such as src/protocol/voice/frame.ts
 * @returns {readonly string[]} names from the place's top down
 */
function modulePath(fileName) {
	return ["ServerScriptService", "VoiceGateway", ...fileName.replace(/\.ts$/, "").split("/").slice(1)];
}

/**
 * @param {string} program
 * @param {readonly string[]} parameters
 */
function runQuietly(program, parameters) {
	return runChild(program, parameters, { cwd: root, onOutput: () => {}, limit: LIMIT });
}
