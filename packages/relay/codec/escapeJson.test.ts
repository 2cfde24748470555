import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { escapedSize, writeEscaped } from "./escapeJson.ts";

/** By hand. Source: RFC 8259, section 7. */
const TEXTS: ReadonlyArray<readonly [text: string, escaped: string]> = [
	["", ""],
	["plain é €  😀 \u007f /", "plain é €  😀 \u007f /"],
	['"\\', '\\"\\\\'],
	["\b\t\n\f\r", "\\b\\t\\n\\f\\r"],
	["\u0000\u0001\u000b\u000e\u001f ", "\\u0000\\u0001\\u000b\\u000e\\u001f "],
];

function escape(text: string): string {
	const bytes = Buffer.from(text);
	const target = Buffer.alloc(escapedSize(bytes) + 2, "#");
	assert.equal(writeEscaped(bytes, target, 1), target.length - 1);
	assert.deepEqual([target[0], target.at(-1)], [0x23, 0x23], "nothing beside it is touched");
	return target.subarray(1, -1).toString();
}

describe("escapeJson", () => {
	for (const [text, escaped] of TEXTS) {
		it(`should write ${JSON.stringify(text)}`, () => assert.equal(escape(text), escaped));
	}

	it("should write every character as JSON.stringify does", () => {
		const all = Array.from({ length: 0xd800 }, (_, code) => String.fromCharCode(code)).join("");
		assert.equal(`"${escape(all)}"`, JSON.stringify(all));
	});
});
