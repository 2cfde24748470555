/**
 * Writes each test file as one file of plain JavaScript beside it, so that a mutant costs no second compile:
 *
 *     node scripts/mutate/bundle.mjs packages/shared/mls/tls.test.ts    writes packages/shared/mls/tls.test.bundle.mjs
 *
 * Runs in Stryker's copy of the clone. Edge: files.
 */

import { build } from "esbuild";
import { bundlePath } from "./bundlePath.mjs";

for (const path of process.argv.slice(2)) {
	await build({
		entryPoints: [path],
		outfile: bundlePath(path),
		bundle: true,
		platform: "node",
		format: "esm",
		// installed packages stay outside
		packages: "external",
		alias: { "node:test": "./scripts/mutate/nodeTest.mjs" },
		logLevel: "error",
	});
}
