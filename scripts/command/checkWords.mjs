/**
 * Validates the user's arguments before anything is set up or built for them. Runs with tsx, which loads their reader:
 *
 *     node --import tsx scripts/command/checkWords.mjs packages/dev/demo/demoOptions.ts readDemoOptions --seconds 5
 */

import { join } from "node:path";
import { root } from "../setup/paths.mjs";

const [file = "", reader = "", ...words] = process.argv.slice(2);
const module = await import(join(root, file));
try {
	module[reader](words, process.env);
} catch (fault) {
	console.error(`error: ${fault instanceof Error ? fault.message : fault}`);
	process.exitCode = 1;
}
