/**
 * Every test suite: what it needs, how it is started and narrowed, and how its result is read.
 */

import { nodeParameters, testFiles } from "./testFiles.mjs";

/** @typedef {Readonly<Record<string, string>>} Tools environment variables with the paths that set-up returns */

/**
 * @typedef {object} RunOptions
 * @property {import("./filter.mjs").Selection} [selection] what to run; everything by default. Its file is named by
 * VOICE_GATEWAY_SELECTION as well
 * @property {string} [cache] path of the file in which the suite's tool remembers what it has passed
 */

/**
 * Commands are a program and its parameters, run in the clone's top folder.
 *
 * @typedef {object} Suite
 * @property {string} name
 * @property {import("../setup/setUp.mjs").Level} level
 * @property {(tools: Tools, options: RunOptions) => string[]} command
 * @property {() => readonly string[]} [files] paths of its test files, if it has any
 * @property {(tools: Tools) => string[]} [list] command that prints its tests in the form of `testLines.mjs`; a suite
 * without one takes no filter
 * @property {string} [cache] path of its cache file
 * @property {readonly string[]} [programs] system programs that some of its tests need; installed first where that can be
 * @property {boolean} counts true: its closing counts are read; false: it counts as one test
 */

/** Seconds that any one suite may take; the server's has taken 700 on a busy machine. */
export const SUITE_LIMIT = 1800;

const node = process.execPath;

/**
 * A suite of Node's test runner.
 * @param {string} name
 * @param {string} folder of its test files
 * @param {string} ending of their names
 * @param {readonly string[]} loader parameters of node
 * @returns {Suite}
 */
function nodeSuite(name, folder, ending, loader) {
	const files = () => testFiles(folder, (path) => path.endsWith(ending));
	return {
		name,
		level: "packages",
		files,
		list: () => [node, ...loader, "scripts/suite/listTests.mjs", ...files()],
		command: (_tools, { selection }) => [node, ...loader, ...nodeParameters(selection?.paths ?? files())],
		counts: true,
	};
}

/** @param {string} path */
const isEndToEnd = (path) => path.startsWith("test/e2e/");

/** @param {boolean} endToEnd */
const specs = (endToEnd) => () =>
	testFiles("test", (path) => path.endsWith(".spec.ts") && isEndToEnd(path) === endToEnd);

/**
 * @param {Tools} tools
 * @returns {string[]}
 */
const lune = ({ VOICE_GATEWAY_LUNE: program = "", VOICE_GATEWAY_PLACE: place = "" }) => [
	...[program, "run", "lune/test.luau", place],
];

/**
 * A suite that is a program. It lists its tests with `--list`.
 * @param {string} name
 * @param {import("../setup/setUp.mjs").Level} level
 * @param {string} file
 * @returns {Suite}
 */
function programSuite(name, level, file) {
	const command = () => [node, "--import", "tsx", file];
	return { name, level, command, list: () => [...command(), "--list"], counts: true };
}

/** @satisfies {Readonly<Record<string, Suite>>} */
export const suites = {
	scripts: nodeSuite("scripts", "scripts", ".test.mjs", []),
	bench: nodeSuite("bench", "bench", ".test.ts", ["--import", "tsx"]),
	unit: {
		name: "unit",
		level: "place",
		files: specs(false),
		list: (tools) => [...lune(tools), "--list"],
		command: (tools) => lune(tools),
		counts: true,
	},
	host: {
		name: "host",
		level: "place",
		list: (tools) => [tools.VOICE_GATEWAY_LUNE, "run", "lune/host.test.luau", "--list"],
		command: (tools) => [tools.VOICE_GATEWAY_LUNE, "run", "lune/host.test.luau"],
		counts: true,
	},
	server: {
		...nodeSuite("server", "packages", ".test.ts", ["--import", "tsx"]),
		programs: ["chromium", "haproxy"],
	},
	soak: {
		name: "soak",
		level: "place",
		command: () => [node, "--import", "tsx", "packages/dev/soak/run.ts"],
		programs: ["haproxy"],
		counts: true,
	},
	e2e: {
		name: "e2e",
		level: "place",
		files: specs(true),
		list: (tools) => [...lune(tools), "--list", "e2e"],
		command: () => [node, "--import", "tsx", "packages/dev/e2e/run.ts"],
		counts: true,
	},
	conformance: programSuite("conformance", "kosoku", "packages/dev/conformance/run.ts"),
	clients: programSuite("clients", "clients", "packages/dev/clients/published/run.ts"),
};
