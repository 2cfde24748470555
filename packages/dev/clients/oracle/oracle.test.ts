/**
 * Compares the relay with the published `receiver.speaking` on the same datagrams. Where they differ, the table says why.
 * `ORACLE_WRITE=1 npm run test:server -- oracle` writes the table into docs/speaking.md.
 */

import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { Oracle } from "./Oracle.ts";
import { SCENARIOS } from "./scenarios.ts";
import { placeTable, summarize, toTable } from "./table.ts";

const DOCUMENT = fileURLToPath(new URL("../../../../docs/speaking.md", import.meta.url));

/** Milliseconds after the last packet, when both have stopped. */
const AFTER = 1000;

describe("receiver.speaking beside the media core", () => {
	for (const { name, play, theirs, ours } of SCENARIOS) {
		it(`should report ${name} as in the table (case 22)`, (context) => {
			context.mock.timers.enable({ apis: ["setTimeout", "Date"] });
			const oracle = new Oracle(() => context.mock.timers.tick(1));
			play(oracle);
			oracle.wait(AFTER);
			const reported = { theirs: summarize(oracle.theirs), ours: summarize(oracle.scene.changes) };
			assert.deepEqual(reported, { theirs, ours });
		});
	}

	it("should match the table in docs/speaking.md", async (context) => {
		const table = toTable(SCENARIOS);
		context.diagnostic(`\n${table}`);
		const document = await readFile(DOCUMENT, "utf8");
		const expected = placeTable(document, table);
		if (process.env["ORACLE_WRITE"] === "1") await writeFile(DOCUMENT, expected);
		else assert.equal(document, expected);
	});
});
