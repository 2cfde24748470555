import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { guildIdOf, shardFilter } from "./Delivery.ts";

describe("shardFilter", () => {
	/** By hand from the docs, `(guild_id >> 22) % count`: guild, shard, and whether the shard gets its events. */
	for (const [guildId, id, count, isConcerned] of [
		["4194304", 1, 2, true],
		["4194304", 0, 2, false],
		["4194304", 0, 1, true],
		["29360128", 1, 3, true],
		["29360128", 2, 5, true],
		["29360128", 1, 5, false],
		["no id", 0, 3, true],
		["no id", 1, 3, false],
		[undefined, 0, 3, true],
		[undefined, 2, 3, false],
	] as const) {
		it(`should ${isConcerned ? "pass" : "filter out"} ${guildId ?? "no guild"} for shard ${id} of ${count}`, () => {
			assert.equal(shardFilter(guildId)([id, count]), isConcerned);
		});
	}

	it("should distinguish shards of different counts", () => {
		const isConcerned = shardFilter("29360128");
		const shards = [
			[1, 3],
			[2, 5],
			[1, 3],
			[1, 5],
		] as const;
		assert.deepEqual(shards.map(isConcerned), [true, true, true, false]);
	});
});

describe("guildIdOf", () => {
	for (const [data, expected] of [
		[{ guild_id: "6" }, "6"],
		[{ guild_id: 6 }, undefined],
		[{ guild_id: null }, undefined],
		[{}, undefined],
		[null, undefined],
		[undefined, undefined],
		["guild_id", undefined],
	] as const) {
		it(`should find ${expected ?? "none"} in ${JSON.stringify(data)}`, () =>
			assert.equal(guildIdOf(data), expected));
	}
});
