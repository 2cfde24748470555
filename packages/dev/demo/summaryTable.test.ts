import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { summaryTable } from "./summaryTable.ts";

const columnOf = (title: string, rows: Readonly<Record<string, string>>) => ({
	title,
	rows: new Map(Object.entries(rows)),
});

describe("summaryTable", () => {
	it("should align columns below their titles", () => {
		const columns = [columnOf("direct", { resumes: "2" }), columnOf("relay", { resumes: "2, of 3", code: "123" })];
		assert.deepEqual(summaryTable(columns), [
			"              direct   relay",
			"  resumes     2        2, of 3",
			"  code        -        123",
		]);
	});

	it("should give a single column no title", () => {
		assert.deepEqual(summaryTable([columnOf("relay", { resumes: "1" })]), ["  resumes     1"]);
	});
});
