/**
 * Every test suite and check: what it needs, how it is started, and how its result is read.
 */

import { testParameters } from "./testFiles.mjs";

/** @typedef {Readonly<Record<string, string>>} Paths where things are, as set-up tells them */

/**
 * @typedef {object} Suite
 * @property {string} name
 * @property {import("../setup/setUp.mjs").Level} level
 * @property {(paths: Paths, word?: string) => string[]} command program and parameters, run in the clone's top folder
 * @property {readonly string[]} [programs] system programs that some of its tests need; installed first where that can be
 * @property {boolean} counts true: its closing counts are read; false: it counts as one test
 */

/** Seconds that any one suite may take; the server's has taken 700 on a busy machine. */
export const SUITE_LIMIT = 1800;

const node = process.execPath;
const tsc = [node, "node_modules/typescript/bin/tsc"];

/**
 * @param {string} name
 * @param {string[]} command
 * @returns {Suite}
 */
function check(name, command) {
	return { name, level: "packages", command: () => command, counts: false };
}

/** @type {readonly Suite[]} */
export const checkSuites = [
	check("format", [node, "node_modules/prettier/bin/prettier.cjs", "--check", "--log-level", "warn", "."]),
	check("format: Luau", [node, "scripts/check/luauFormat.mjs"]),
	check("lint", [node, "node_modules/eslint/bin/eslint.js", "--max-warnings", "0", "."]),
	// libraries unchecked, as rbxtsc does; without the build information, which belongs to rbxtsc
	check("types: Roblox", [
		...tsc,
		"--noEmit",
		"--skipLibCheck",
		"--incremental",
		"false",
		"--tsBuildInfoFile",
		"null",
	]),
	check("types: server", [...tsc, "--noEmit", "-p", "server"]),
	check("types: page", [...tsc, "--noEmit", "-p", "server/inspector/page"]),
	check("types: scripts", [...tsc, "--noEmit", "-p", "scripts"]),
	check("structure", [node, "scripts/check/structure.mjs"]),
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
		command: (_paths, word) => [node, "--import", "tsx", ...testParameters("server", ".test.ts", word)],
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
			"server/soak.ts",
			...(seconds === undefined ? [] : [seconds]),
		],
		programs: ["haproxy"],
		counts: true,
	},
	e2e: {
		name: "e2e",
		level: "place",
		command: (_paths, word) => [node, "--import", "tsx", "server/e2e.ts", ...(word === undefined ? [] : [word])],
		counts: true,
	},
	conformance: {
		name: "conformance",
		level: "kosoku",
		command: (_paths, word) => [
			...[node, "--import", "tsx", "server/conformance.ts"],
			...(word === undefined ? [] : [word]),
		],
		counts: true,
	},
	clients: {
		name: "clients",
		level: "clients",
		command: (_paths, word) => [
			...[node, "--import", "tsx", "server/publishedClients.ts"],
			...(word === undefined ? [] : [word]),
		],
		counts: true,
	},
};
