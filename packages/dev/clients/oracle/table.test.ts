import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { placeTable, summarize, toTable } from "./table.ts";

const change = (at: number, what: string) => ({ at, what });

describe("summarize", () => {
	/** Written by hand: changes and their summary. */
	const rows = [
		[[], "never"],
		[[change(20, "anna starts"), change(90, "anna stops")], "20 to 90"],
		[[change(20, "anna starts")], "20 to the end"],
		[[1, 2, 3].flatMap((at) => [change(at, "a starts"), change(at, "a stops")]), "3 times, 1 to 3"],
		[[change(0, "throws RangeError")], "never; throws RangeError"],
	] as const;
	for (const [changes, summary] of rows) {
		it(`should say ${summary}`, () => assert.equal(summarize(changes), summary));
	}
});

describe("toTable", () => {
	it("should align the columns", () => {
		const lines = toTable([{ name: "a", theirs: "b", ours: "c", reason: "a long reason" }]).split("\n");
		assert.equal(lines.length, 3);
		assert.equal(new Set(lines.map((line) => line.length)).size, 1);
	});
});

describe("placeTable", () => {
	it("should replace the text between the markers", () => {
		const document = "a\n<!-- oracle -->\nold\n<!-- /oracle -->\nb\n";
		const placed = "a\n<!-- oracle -->\n\nnew\n\n<!-- /oracle -->\nb\n";
		assert.equal(placeTable(document, "new"), placed);
		assert.equal(placeTable(placed, "new"), placed);
	});

	it("should reject a document without markers", () => {
		assert.throws(() => placeTable("nothing", "new"), { message: /has no <!-- oracle -->/ });
	});
});
