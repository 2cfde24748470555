import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkJson } from "./checkJson.ts";

const LIMITS = { depth: 3, values: 6 };

function check(text: string): void {
	checkJson(Buffer.from(text), LIMITS);
}

describe("checkJson", () => {
	for (const text of [
		"",
		"{}",
		"[[[]]]",
		'{"a":[1,2,3]}',
		'"[[[[[["',
		'"\\"[[[[[["',
		'["\\\\",[[]]]',
		'",,,,,,,,,,"',
		'"unfinished [[[[',
		"[][][]",
		"]]]][[[",
	]) {
		it(`should let ${text} through`, () => check(text));
	}

	for (const text of ["[[[[", '{"a":{"b":{"c":[', '["\\\\",[[[', '"\\\\"[[[[']) {
		it(`should refuse the depth of ${text}`, () => {
			assert.throws(() => check(text), { name: "BodyError", message: "body is nested deeper than 3" });
		});
	}

	for (const text of [
		"[1,2,3,4,5,6,7]",
		"[][][][][][][]",
		'{"a":1,"b":2,"c":3,"d":4,"e":5,"f":6,"g":7}',
		"[{},{},{},{}]",
	]) {
		it(`should refuse the number of values of ${text}`, () => {
			assert.throws(() => check(text), { code: "too_large", message: "body has more than 6 values" });
		});
	}

	it("should scan a body of quotes and backslashes once", () => {
		const body = Buffer.from(`"${'\\"'.repeat(500_000)}"[[[[`);
		assert.throws(() => checkJson(body, LIMITS), /nested deeper/);
	});
});
