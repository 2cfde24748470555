import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isSnowflake, snowflakeBytes } from "./snowflake.ts";

/** By hand: an ID, and its encoding if it is valid. */
const IDS: ReadonlyArray<readonly [id: string, bytes: string | undefined]> = [
	["0", "0000000000000000"],
	["127121515262115840", "01c3a05838820000"],
	["18446744073709551615", "ffffffffffffffff"],
	["18446744073709551616", undefined],
	["", undefined],
	["-1", undefined],
	["1.5", undefined],
	["0x10", undefined],
	["user-1", undefined],
	["1".repeat(1000), undefined],
];

describe("snowflakeBytes", () => {
	for (const [id, bytes] of IDS) {
		it(`should ${bytes === undefined ? "reject" : "encode"} ${JSON.stringify(id.slice(0, 30))}`, () => {
			assert.equal(isSnowflake(id), bytes !== undefined);
			if (bytes === undefined)
				assert.throws(() => snowflakeBytes(id), {
					name: "RangeError",
					message: `id must be a decimal below 2^64 for DAVE, got ${id}`,
				});
			else assert.equal(snowflakeBytes(id).toString("hex"), bytes);
		});
	}

	it("should accept only strings as ids", () => {
		for (const value of [1, 1n, undefined, null, ["1"], {}]) assert.equal(isSnowflake(value), false);
	});
});
