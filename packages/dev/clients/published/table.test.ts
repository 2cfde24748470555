import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Cell } from "./cell.ts";
import { formatDocument, formatText } from "./table.ts";

const CELLS: ReadonlyArray<Cell> = [
	{ client: "discord.js", scene: "login", verdict: "pass" },
	{ client: "discord.js", scene: "voice join", verdict: "client" },
	{ client: "hikari", scene: "login", verdict: "fail" },
];

describe("formatText", () => {
	it("should have a line per scene and a dash for missing cells", () => {
		assert.equal(
			formatText(CELLS),
			["scene       discord.js  hikari", "login       pass        FAIL", "voice join  client      –"].join("\n"),
		);
	});
});

describe("formatDocument", () => {
	const text = formatDocument(
		CELLS,
		[["discord.js", "14.28.1"]],
		[{ client: "discord.js", scene: "voice join", shows: /x/, cause: "waits" }],
	);

	it("should contain versions, table and causes", () => {
		for (const line of [
			"Tested: discord.js 14.28.1.",
			"| voice join | client     | –      |",
			"| discord.js | voice join | waits |",
			"| ---------- | ---------- | ----- |",
		]) {
			assert.ok(text.split("\n").includes(line), line);
		}
	});
});
