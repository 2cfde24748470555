/**
 * Compares the state diagrams of the documents with their tables, or redraws them with `--write`.
 * Edge: files. Runs with tsx, which reads the tables.
 *
 * A comment before a diagram names its table. The block after it is drawn:
 *
 *     <!-- states: src/protocol/voice/connectionState.ts -->
 *     ```mermaid
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../setup/paths.mjs";
import { drawStates } from "./drawStates.mjs";

const DOCUMENTS = ["docs/architecture.md"];
const DIAGRAM = /(?<=^<!-- states: (?<path>\S+) -->\n+```mermaid\n)[\s\S]*?(?=^```$)/gm;

const isWriting = process.argv.includes("--write");

for (const document of DOCUMENTS) {
	const path = join(root, document);
	const text = readFileSync(path, "utf8");
	const diagrams = [...text.matchAll(DIAGRAM)];
	if (diagrams.length === 0) throw new Error(`${document}: has no state diagram`);
	/** @type {string[]} */
	const drawings = [];
	for (const { groups = {} } of diagrams) {
		const { TRANSITIONS } = await import(join(root, groups.path));
		drawings.push(drawStates(TRANSITIONS));
	}
	const drawn = text.replace(DIAGRAM, () => drawings.shift() ?? "");
	if (drawn === text) continue;
	if (isWriting) writeFileSync(path, drawn);
	else {
		console.error(`${document}: a state diagram differs from its table; run npm run fix`);
		process.exitCode = 1;
	}
}
