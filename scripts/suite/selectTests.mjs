/**
 * Keeps a test file to the selected tests: `node --import ./scripts/suite/selectTests.mjs --test FILE`, with the path of a
 * selection's file in VOICE_GATEWAY_SELECTION. Tests that are left out do not count.
 */

import { readFileSync } from "node:fs";
import { relative } from "node:path";
import { root } from "../setup/paths.mjs";
import { testKey } from "./filter.mjs";
import { interceptTests } from "./interceptTests.mjs";

const { VOICE_GATEWAY_SELECTION: file = "" } = process.env;
/** @type {import("./filter.mjs").Selection} */
const { tests } = file === "" ? { paths: [] } : JSON.parse(readFileSync(file, "utf8"));

if (tests !== undefined) {
	const path = relative(root, process.argv[1] ?? "").replaceAll("\\", "/");
	const selected = new Set(tests);
	interceptTests({
		onTest: (name, run) => {
			if (selected.has(testKey({ path, name }))) run();
		},
		onSuite: (name, run) => {
			const prefix = testKey({ path, name });
			if (tests.some((test) => test.startsWith(prefix))) run();
		},
	});
}
