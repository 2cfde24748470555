/**
 * Mutates code that runs in Node: Stryker, with its runner of Mocha, which keeps all tests in one process. Edge: processes, files.
 */

import { Stryker } from "@stryker-mutator/core";
import { bundlePath } from "./bundlePath.mjs";

/** Where its copy of the clone and its page are: ignored by git, linter and formatter. */
const WORK_FOLDER = ".mutate";

/** Milliseconds that tests may take beyond half more than usual: a mutant may go round for ever. */
const TIMEOUT = 5_000;

/**
 * @param {readonly string[]} sources to mutate
 * @param {readonly string[]} tests
 * @returns {ReturnType<Stryker["runMutationTest"]>}
 */
export function runStryker(sources, tests) {
	const stryker = new Stryker({
		mutate: [...sources],
		ignorePatterns: ["**", "!packages/**", "!src/**", "!scripts/mutate/**", "!package.json"],
		tempDirName: `${WORK_FOLDER}/copies`,
		cleanTempDir: "always",
		buildCommand: ["node", "scripts/mutate/bundle.mjs", ...tests].join(" "),
		plugins: ["@stryker-mutator/mocha-runner"],
		testRunner: "mocha",
		mochaOptions: { spec: tests.map(bundlePath) },
		coverageAnalysis: "perTest",
		concurrency: 1,
		// each would cost a process, and all tests
		ignoreStatic: true,
		timeoutMS: TIMEOUT,
		dryRunTimeoutMinutes: 15,
		reporters: ["progress-append-only", "html"],
		htmlReporter: { fileName: `${WORK_FOLDER}/report.html` },
		// its own enumeration is there for types alone
		logLevel: /** @type {any} */ ("error"),
	});
	return stryker.runMutationTest();
}
