import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseReport } from "./reports.ts";

describe("parseReport", () => {
	it("should parse a report", () => {
		assert.deepEqual(parseReport('{"kind":"ended","reason":"4004"}'), { kind: "ended", reason: "4004" });
	});

	for (const line of ["", "connected", "{", '{"kind":"news"}', "null", "[1]", '{"reason":"x"}']) {
		it(`should treat ${JSON.stringify(line)} as library output`, () => {
			assert.equal(parseReport(line), undefined);
		});
	}
});
