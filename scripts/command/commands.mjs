/**
 * What each npm command needs and does, as a table.
 */

import { checkSuites } from "../suite/checkSuites.mjs";
import { suites } from "../suite/suites.mjs";

/** @typedef {readonly [file: string, name: string]} Reader a function, and where it is; it throws if a word is wrong */

/**
 * @typedef {object} ProgramCommand
 * @property {import("../setup/setUp.mjs").Level} level that the clone is brought to before
 * @property {readonly (readonly string[])[]} steps parameters of node, one list a step; the user's own go to the last
 * @property {Reader} [reader] what reads the user's words, for a look at them before that level
 */

/**
 * @typedef {object} SuiteCommand
 * @property {readonly import("../suite/suites.mjs").Suite[]} suites
 * @property {boolean} filtered whether a filter may follow, in the form of `../suite/filter.mjs`
 * @property {readonly string[]} [flags] that may follow, and go to the suite
 */

/** @type {Readonly<Record<string, ProgramCommand | SuiteCommand>>} */
export const commands = {
	setup: { level: "tools", steps: [] },
	start: {
		level: "place",
		steps: [["--import", "tsx", "packages/dev/demo/start.ts"]],
		reader: ["packages/dev/demo/demoOptions.ts", "readDemoOptions"],
	},
	relay: { level: "packages", steps: [["--import", "tsx", "packages/relay/cli.ts"]] },
	serve: { level: "packages", steps: [["--import", "tsx", "packages/gateway-server/cli/main.ts"]] },
	soak: {
		level: "place",
		steps: [["--import", "tsx", "packages/dev/soak/run.ts"]],
		reader: ["packages/dev/soak/soakOptions.ts", "readSoakOptions"],
	},
	attack: {
		level: "packages",
		steps: [["--import", "tsx", "packages/dev/attack/run.ts"]],
		reader: ["packages/dev/attack/attackOptions.ts", "readAttackOptions"],
	},
	bench: {
		level: "place",
		steps: [["--import", "tsx", "bench/run.ts"]],
		reader: ["bench/benchmarks.ts", "planBenchmarks"],
	},
	mutate: {
		level: "packages",
		steps: [["scripts/mutate/run.mjs"]],
		reader: ["scripts/mutate/mutateWords.mjs", "readMutateWords"],
	},
	build: { level: "packages", steps: [["scripts/build.mjs"]] },
	fix: {
		level: "packages",
		steps: [
			["node_modules/eslint/bin/eslint.js", "--fix", "."],
			["--import", "tsx", "scripts/check/stateDiagram.mjs", "--write"],
			["node_modules/prettier/bin/prettier.cjs", "--write", "--log-level", "warn", "."],
			["scripts/check/luauFormat.mjs", "--write"],
		],
	},
	check: { suites: checkSuites, filtered: false },
	test: { suites: [...checkSuites, ...Object.values(suites)], filtered: false },
	"test:unit": { suites: [suites.unit], filtered: true },
	"test:server": { suites: [suites.server], filtered: true },
	"test:e2e": { suites: [suites.e2e], filtered: true },
	"test:host": { suites: [suites.host], filtered: true },
	"test:conformance": { suites: [suites.conformance], filtered: true },
	"test:clients": { suites: [suites.clients], filtered: true, flags: ["--write"] },
	"test:scripts": { suites: [suites.scripts], filtered: true },
	"test:bench": { suites: [suites.bench], filtered: true },
};
