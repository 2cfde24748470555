/// <reference types="@rbxts/testez/globals" />

import { shardOf } from "../../../src/protocol/gateway/shard";

/** Written by hand with whole numbers of any size: `(id >> 22) % shards`. */
const EXPECTED: ReadonlyArray<readonly [guildId: string, shards: number, shard: number]> = [
	["0", 3, 0],
	["4194303", 2, 0],
	["4194304", 2, 1],
	["41771983423143937", 1, 0],
	["41771983423143937", 2, 0],
	["41771983423143937", 16, 6],
	["197038439483310086", 10, 0],
	["1046943193062481920", 1000, 490],
	["18446744073709551615", 7, 0],
];

export = () => {
	describe("shardOf", () => {
		for (const [guildId, shards, shard] of EXPECTED) {
			it(`should return shard ${shard} of ${shards} for guild ${guildId}`, () => {
				expect(shardOf(guildId, shards)).to.equal(shard);
			});
		}

		it("should reject an invalid ID or number of shards", () => {
			for (const id of ["", "abc", "-1", "1.5"]) {
				expect(() => shardOf(id, 1)).to.throw("guild id must be decimal digits");
			}
			for (const shards of [0, -1, 1.5, 2 ** 30]) {
				expect(() => shardOf("1", shards)).to.throw("number of shards must be whole and above 0");
			}
		});
	});
};
