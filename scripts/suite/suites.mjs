/**
 * Every test suite and check: what it needs, how it is started, and how its result is read.
 */

import { testParameters } from "./testFiles.mjs";

/** @typedef {Readonly<Record<string, string>>} Paths where things are, as set-up tells them */

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {import("../setup/setUp.mjs").Level} level
 * @property {(paths: Paths, word?: string, cache?: string) => string[]} command program and parameters, run in the clone's top folder
 * @property {string} [cache] path of the file in which its tool remembers what it has passed
 * @property {readonly string[]} [programs] system programs that some of its tests need; installed first where that can be
 * @property {boolean} counts true: its closing counts are read; false: it counts as one test
 */

/** Seconds that any one suite may take; the server's has taken 700 on a busy machine. */
export const SUITE_LIMIT = 1800;

const node = process.execPath;

/** Folder of the cache files. `npm ci` removes it, and with it what another version of a tool has found. */
const CACHE = "node_modules/.cache/voice-gateway";

/**
 * @param {string} name
 * @param {string[]} command
 * @returns {Suite}
 */
function check(name, command) {
	return { name, level: "packages", command: () => command, counts: false };
}

/**
 * A check by a tool that skips the files whose content it has passed before.
 * @param {string} name
 * @param {string[]} words
 * @returns {Suite}
 */
function cachedCheck(name, [program = "", ...words]) {
	return {
		...check(name, []),
		cache: `${CACHE}/${name}`,
		command: (_paths, _word, cache = "") => [
			...[node, program, "--cache", "--cache-strategy", "content", "--cache-location", cache],
			...[...words, "."],
		],
	};
}

/**
 * A type check that looks only at what has changed since the last one.
 * @param {string} name
 * @param {string[]} words
 * @returns {Suite}
 */
function types(name, words) {
	return {
		...check(`types: ${name}`, []),
		cache: `${CACHE}/types-${name}`,
		command: (_paths, _word, cache = "") => [
			...[node, "node_modules/typescript/bin/tsc", "--noEmit"],
			...["--incremental", "--tsBuildInfoFile", cache, ...words],
		],
	};
}

/**
 * The slowest first: they run beside each other.
 * @type {readonly Suite[]}
 */
export const checkSuites = [
	cachedCheck("lint", ["node_modules/eslint/bin/eslint.js", "--max-warnings", "0"]),
	cachedCheck("format", ["node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn"]),
	types("Node", ["-p", "packages"]),
	// libraries unchecked, as rbxtsc does
	types("Roblox", ["--skipLibCheck"]),
	types("page", ["-p", "packages/gateway-server/inspector/page"]),
	types("scripts", ["-p", "scripts"]),
	check("imports", [
		...[node, "node_modules/dependency-cruiser/bin/dependency-cruise.mjs", "--config", ".dependency-cruiser.mjs"],
		...["--cache", `${CACHE}/imports`, "--cache-strategy", "content", "--output-type", "err"],
		...["src", "test", "packages", "bench", "examples", "scripts"],
	]),
	check("structure", [node, "scripts/check/structure.mjs"]),
	check("format: Luau", [node, "scripts/check/luauFormat.mjs"]),
	check("diagrams", [node, "--import", "tsx", "scripts/check/stateDiagram.mjs"]),
];

/** @satisfies {Readonly<Record<string, Suite>>} */
export const suites = {
	scripts: {
		name: "scripts",
		level: "packages",
		command: (_paths, word) => [node, ...testParameters("scripts", ".test.mjs", word)],
		counts: true,
	},
	bench: {
		name: "bench",
		level: "packages",
		command: (_paths, word) => [node, "--import", "tsx", ...testParameters("bench", ".test.ts", word)],
		counts: true,
	},
	unit: {
		name: "unit",
		level: "place",
		command: (paths, word) => [
			paths.VOICE_GATEWAY_LUNE,
			...["run", "lune/test.luau", paths.VOICE_GATEWAY_PLACE],
			...(word === undefined ? [] : [word]),
		],
		counts: true,
	},
	host: {
		name: "host",
		level: "place",
		command: (paths) => [paths.VOICE_GATEWAY_LUNE, "run", "lune/host.test.luau"],
		counts: true,
	},
	server: {
		name: "server",
		level: "packages",
		command: (_paths, word) => [node, "--import", "tsx", ...testParameters("packages", ".test.ts", word)],
		programs: ["chromium", "haproxy"],
		counts: true,
	},
	soak: {
		name: "soak",
		level: "place",
		command: (_paths, seconds) => [
			node,
			"--import",
			"tsx",
			"packages/dev/soak/run.ts",
			...(seconds === undefined ? [] : [seconds]),
		],
		programs: ["haproxy"],
		counts: true,
	},
	e2e: {
		name: "e2e",
		level: "place",
		command: (_paths, word) => [
			node,
			"--import",
			"tsx",
			"packages/dev/e2e/run.ts",
			...(word === undefined ? [] : [word]),
		],
		counts: true,
	},
	conformance: {
		name: "conformance",
		level: "kosoku",
		command: (_paths, word) => [
			...[node, "--import", "tsx", "packages/dev/conformance/run.ts"],
			...(word === undefined ? [] : [word]),
		],
		counts: true,
	},
	clients: {
		name: "clients",
		level: "clients",
		command: (_paths, word) => [
			...[node, "--import", "tsx", "packages/dev/clients/published/run.ts"],
			...(word === undefined ? [] : [word]),
		],
		counts: true,
	},
};
