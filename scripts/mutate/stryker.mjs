/**
 * Mutates code that runs in Node, with Stryker and its Mocha runner, which keeps all tests in one process. Edge: processes, files.
 */

import { Stryker } from "@stryker-mutator/core";
import { bundlePath } from "./bundlePath.mjs";

/** Folder of its copy of the clone and of its page; ignored by git, linter and formatter. */
const WORK_FOLDER = ".mutate";

/** Milliseconds that tests may take beyond 1.5 times the usual: a mutant may loop forever. */
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
		// its enumeration exists only as a type
		logLevel: /** @type {any} */ ("error"),
	});
	return stryker.runMutationTest();
}
