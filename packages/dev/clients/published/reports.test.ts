import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseReport } from "./reports.ts";

describe("parseReport", () => {
	it("should read a report", () => {
		assert.deepEqual(parseReport('{"kind":"ended","reason":"4004"}'), { kind: "ended", reason: "4004" });
	});

	for (const line of ["", "connected", "{", '{"kind":"news"}', "null", "[1]", '{"reason":"x"}']) {
		it(`should leave ${JSON.stringify(line)} to what the library prints`, () => {
			assert.equal(parseReport(line), undefined);
		});
	}
});
