/**
 * `npm run test:clients`: runs published clients against a gateway server, all through the same scenes. Prints a table of
 * clients and scenes, and the counts.
 *
 *     npm run test:clients -- hikari half-open    clients and scenes by a filter
 *     npm run test:clients -- --write             all of them, and writes docs/clients.md
 */

import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { formatCounts, type Cell } from "./cell.ts";
import { CLIENTS } from "./clients.ts";
import { OWN_FAULTS } from "./ownFaults.ts";
import { playAll } from "./play.ts";
import { formatDocument, formatText } from "./table.ts";
import { choose } from "./words.ts";
import { printTest, readSelection } from "../../support/selection.ts";

const DOCUMENT = fileURLToPath(new URL("../../../../docs/clients.md", import.meta.url));

const isListing = process.argv.includes("--list");
const isWriting = process.argv.includes("--write");
const isSelected = readSelection();

/** Prints each cell that did not pass, and a failure's story. */
function tell(cells: ReadonlyArray<Cell>): void {
	for (const { client, scene, verdict, failure } of cells) {
		if (verdict === "client") console.log(`${client}, ${scene}: known bug of the client: ${failure?.text}`);
		if (verdict === "skip") console.log(`${client}, ${scene}: skipped: ${failure?.text.split("\n")[0]}`);
		if (verdict === "fail") console.log(`${client}, ${scene}: ${failure?.text}\n${failure?.story ?? ""}`.trimEnd());
	}
}

/** Compares docs/clients.md with the results of a full run. This counts as one more test. */
function checkDocument(cells: ReadonlyArray<Cell>): Cell {
	const text = formatDocument(
		cells,
		CLIENTS.map(({ name, version }) => [name, version]),
		OWN_FAULTS,
	);
	if (isWriting) writeFileSync(DOCUMENT, text);
	const [client, scene] = ["all", "docs/clients.md"];
	if (readFileSync(DOCUMENT, "utf8") === text) return { client, scene, verdict: "pass" };
	const failure = { text: "does not match this run; write it with `npm run test:clients -- --write`", story: "" };
	return { client, scene, verdict: "fail", failure };
}

async function run(): Promise<void> {
	const cells = [...(await playAll(choose(CLIENTS, isSelected), tell))];
	console.log(`\n${formatText(cells)}\n`);
	// the page describes only complete, successful runs
	const isGood = cells.every(({ verdict }) => verdict === "pass" || verdict === "client");
	if (isGood && isSelected === undefined) {
		const cell = checkDocument(cells);
		tell([cell]);
		cells.push(cell);
	} else if (isWriting) {
		console.log("docs/clients.md was not written: a filter was given, or a cell failed or was skipped");
	}
	console.log(formatCounts(cells));
	process.exitCode = cells.some(({ verdict }) => verdict === "fail") ? 1 : 0;
}

if (isListing) {
	for (const { client, course } of choose(CLIENTS)) {
		for (const { name } of course.scenes) printTest(client.name, name);
	}
} else {
	await run();
}
