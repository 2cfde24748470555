/**
 * Prints the tests of test files and runs none: `node [--import tsx] scripts/suite/listTests.mjs FILE...`, one on a line in the
 * form of `testLines.mjs`.
 */

import { createRequire, syncBuiltinESMExports } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "../setup/paths.mjs";
import { interceptTests } from "./interceptTests.mjs";
import { formatTest } from "./testLines.mjs";

let path = "";
const nodeTest = createRequire(import.meta.url)("node:test");
for (const hook of ["before", "after", "beforeEach", "afterEach"]) nodeTest[hook] = () => {};
nodeTest.describe = Object.assign(runSuite, { skip: runSuite, todo: runSuite, only: runSuite });
syncBuiltinESMExports();
interceptTests({
	onTest: (name) => console.log(formatTest({ path, name })),
	onSuite: (_name, run) => run(),
});

for (path of process.argv.slice(2)) await import(pathToFileURL(join(root, path)).href);
// a file may have opened what would keep the process
process.exit();

/** Declares what a suite holds, now. @param {unknown[]} words */
function runSuite(...words) {
	const declare = words.at(-1);
	if (typeof declare === "function") declare();
}
