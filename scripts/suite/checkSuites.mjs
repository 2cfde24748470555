/**
 * The checks of `npm run check`: format, lint, types, structure.
 */

/** @typedef {import("./suites.mjs").Suite} Suite */

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
		command: (_tools, { cache = "" }) => [
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
		command: (_tools, { cache = "" }) => [
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
	check("tables", [node, "--import", "tsx", "scripts/check/tables.mjs"]),
	// also a test of the relay: docs/relay.md, and a test for each fault code
	check("relay tables", [node, "--import", "tsx", "--test", "packages/relay/tables.test.ts"]),
	check("diagrams", [node, "--import", "tsx", "scripts/check/stateDiagram.mjs"]),
];
