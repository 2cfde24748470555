/** Every record type, close code and fault code has a row in docs/relay.md, and every fault code has a test. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { RECORD_FAULTS, REFUSALS } from "../../src/protocol/relay/faultCode.ts";
import { DOWN_RECORDS, UP_RECORDS } from "../../src/protocol/relay/recordType.ts";
import { RELAY_CLOSES } from "./link/relayClose.ts";

const FOLDER = fileURLToPath(new URL(".", import.meta.url));
const LINES = readFileSync(`${FOLDER}../../docs/relay.md`, "utf8").split("\n");

/** Cells of the first table after a line, without its head. Code marks are removed. */
function tableAfter(title: string): ReadonlyArray<ReadonlyArray<string>> {
	const from = LINES.indexOf(title);
	assert.notEqual(from, -1, `docs/relay.md has no line "${title}"`);
	const head = LINES.findIndex((line, index) => index > from && line.startsWith("|"));
	const end = LINES.findIndex((line, index) => index > head && !line.startsWith("|"));
	return LINES.slice(head + 2, end).map((line) =>
		line
			.split(/(?<!\\)\|/)
			.slice(1, -1)
			.map((cell) => cell.replaceAll("`", "").trim()),
	);
}

const columns = (title: string, ...indexes: ReadonlyArray<number>): Array<string> =>
	tableAfter(title).map((row) => indexes.map((index) => row[index]).join(" "));

/** `404 link_unknown` for each code of a table of refusals. */
const refusalsAfter = (title: string): Array<string> =>
	tableAfter(title).flatMap(([status, codes]) => (codes ?? "").split(", ").map((code) => `${status} ${code}`));

describe("docs/relay.md", () => {
	it("should have every type of up record", () => {
		assert.deepEqual(columns("### Up", 0).toSorted(), Object.keys(UP_RECORDS).toSorted());
	});

	it("should have every type of down record", () => {
		assert.deepEqual(columns("### Down", 0).toSorted(), Object.keys(DOWN_RECORDS).toSorted());
	});

	it("should have every close code that the relay chooses", () => {
		const rows = tableAfter("there was no frame. `by` says who ended it:").filter(([by]) => by === "relay");
		const codes = rows.flatMap(([, list]) => (list ?? "").split(", ").map(Number));
		assert.deepEqual(codes.toSorted(), Object.values<number>(RELAY_CLOSES).toSorted());
	});

	it("should have every code of an e record, and whether it ends the socket", () => {
		const ends = Object.entries(RECORD_FAULTS).map(([code, rule]) => `${code} ${rule === "open" ? "\\*" : rule}`);
		assert.deepEqual(columns("`e` codes:", 0, 1).toSorted(), ends.toSorted());
	});

	it("should have every refusal, with its status", () => {
		const listed = new Set([
			...refusalsAfter("5. By status and code of an answer that is not 2xx:"),
			...refusalsAfter("given) and passes a 200 on. Else:"),
		]);
		const codes = Object.entries(REFUSALS).map(([code, { status }]) => `${status} ${code}`);
		assert.deepEqual([...listed].toSorted(), codes.toSorted());
	});
});

describe("tests of the relay", () => {
	const tests = (readdirSync(FOLDER, { recursive: true }) as Array<string>).filter(
		(path) => path.endsWith(".test.ts") && path !== "tables.test.ts",
	);
	const text = tests.map((path) => readFileSync(FOLDER + path, "utf8")).join("\n");
	for (const code of new Set([...Object.keys(REFUSALS), ...Object.keys(RECORD_FAULTS)])) {
		it(`should cover ${code}`, () => assert.match(text, new RegExp(`\\b${code}\\b`)));
	}
});
