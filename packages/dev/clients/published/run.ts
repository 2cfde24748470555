/**
 * `npm run test:clients`: whole published clients against a gateway server, each through the same scenes. Prints a table of
 * clients and scenes, and the counts.
 *
 *     npm run test:clients -- half-open      the clients or scenes with a word in their names
 *     npm run test:clients -- --write        all of them, and writes docs/clients.md
 */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatCounts, type Cell } from "./cell.ts";
import { CLIENTS } from "./clients.ts";
import { OWN_FAULTS } from "./ownFaults.ts";
import { playAll } from "./play.ts";
import { formatDocument, formatText } from "./table.ts";
import { choose } from "./words.ts";

const DOCUMENT = fileURLToPath(new URL("../../../../docs/clients.md", import.meta.url));

const [, , word] = process.argv;
const isWriting = word === "--write";

/** One line for each cell that did not pass, and what led to it. */
function tell(cells: ReadonlyArray<Cell>): void {
	for (const { client, scene, verdict, failure } of cells) {
		if (verdict === "client") console.log(`${client}, ${scene}: its own fault: ${failure?.text}`);
		if (verdict === "skip") console.log(`${client}, ${scene}: skipped: ${failure?.text.split("\n")[0]}`);
		if (verdict === "fail") console.log(`${client}, ${scene}: ${failure?.text}\n${failure?.story ?? ""}`.trimEnd());
	}
}

/** Whether docs/clients.md has what a run of everything came to; a test of its own. */
function checkDocument(cells: ReadonlyArray<Cell>): Cell {
	const text = formatDocument(
		cells,
		CLIENTS.map(({ name, version }) => [name, version]),
		OWN_FAULTS,
	);
	if (isWriting) writeFileSync(DOCUMENT, text);
	const [client, scene] = ["all", "docs/clients.md"];
	if (readFileSync(DOCUMENT, "utf8") === text) return { client, scene, verdict: "pass" };
	const failure = { text: "is not what this run came to; write it by npm run test:clients -- --write", story: "" };
	return { client, scene, verdict: "fail", failure };
}

try {
	const cells = [...(await playAll(choose(CLIENTS, isWriting ? "" : word), tell))];
	console.log(`\n${formatText(cells)}\n`);
	// the page tells of whole runs, and of good ones
	const isGood = cells.every(({ verdict }) => verdict === "pass" || verdict === "client");
	if (isGood && (word === undefined || isWriting)) {
		const cell = checkDocument(cells);
		tell([cell]);
		cells.push(cell);
	} else if (isWriting) {
		console.log("docs/clients.md is not written: a cell failed or was skipped");
	}
	console.log(formatCounts(cells));
	process.exitCode = cells.some(({ verdict }) => verdict === "fail") ? 1 : 0;
} catch (error) {
	if (!(error instanceof RangeError)) throw error;
	console.error(`error: ${error.message}`);
	process.exitCode = 1;
}
