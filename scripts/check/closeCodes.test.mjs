import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { closeCodeFaults, codesOf } from "./closeCodes.mjs";

const CODES = { UnknownOpcode: 4001, DaveRequired: 4017, CallTerminated: 4022 };

/** @param {...string} rows */
const document = (...rows) =>
	["# A", "", "## Other", "", "| 4099 | x |", "", "## Codes", "", ...rows, "", "text", ""].join("\n");
const NAMED = ["| code | name | effect |", "| --- | --- | --- |"];
const UNNAMED = ["| code | effect |", "| --- | --- |"];

/** @type {readonly (readonly [name: string, markdown: string, faults: string[]])[]} */
const CASES = [
	[
		"a table in order",
		document(
			...NAMED,
			"| none, 1000 | a lost link | |",
			"| 4001 | unknown opcode | |",
			"| 4017 | DAVE required | |",
			"| 4022 | call terminated | |",
		),
		[],
	],
	["codes that share a row", document(...UNNAMED, "| 4001, 4017 | |", "| 4022 | |"), []],
	[
		"a range with codes that the source lacks",
		document(...UNNAMED, "| 4001, 4017, 4021 to 4022 | |"),
		["has a row for close code 4021, which the source does not have"],
	],
	["a missing row", document(...UNNAMED, "| 4001, 4017 | |"), ["has no row for close code 4022, call terminated"]],
	[
		"two rows for one code",
		document(...UNNAMED, "| 4001, 4017 | |", "| 4022 | |", "| 4001 | |"),
		["has two rows for close code 4001"],
	],
	[
		"a wrong name",
		document(...NAMED, "| 4001 | bad opcode | |", "| 4017 | DAVE required | |", "| 4022 | call terminated | |"),
		['calls close code 4001 "bad opcode", not "unknown opcode"'],
	],
	["no table", document(), ['has no table of close codes in "Codes"']],
];

describe("closeCodeFaults", () => {
	for (const [name, markdown, faults] of CASES) {
		it(`should report ${faults.length} faults of ${name}`, () => {
			assert.deepEqual(closeCodeFaults(markdown, "Codes", CODES), faults);
		});
	}
});

describe("codesOf", () => {
	it("should leave out the numbers of an enum", () => {
		assert.deepEqual(codesOf({ 4001: "UnknownOpcode", UnknownOpcode: 4001 }), { UnknownOpcode: 4001 });
	});
});
