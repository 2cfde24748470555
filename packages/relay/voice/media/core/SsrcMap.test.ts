import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { Source } from "./Source.ts";
import { MOST_MAPPED, MOST_UNMAPPED, SsrcMap, UNMAPPED_MS } from "./SsrcMap.ts";

function makeMap(): { map: SsrcMap; lost: Array<string> } {
	const lost: Array<string> = [];
	const onLost = ({ userId, ssrc }: Source): void => void lost.push(`${userId ?? "?"} ${ssrc}`);
	return { map: new SsrcMap(onLost), lost };
}

describe("SsrcMap", () => {
	it("should assign packets to the user of their SSRC", () => {
		const { map } = makeMap();
		map.map("anna", 10, 0);
		assert.deepEqual([map.heard(10, 0).userId, map.heard(11, 0).userId], ["anna", undefined]);
	});

	it("should report when a user already has the SSRC", () => {
		const { map, lost } = makeMap();
		assert.notEqual(map.map("anna", 10, 0), undefined);
		assert.equal(map.map("anna", 10, 0), undefined);
		assert.deepEqual(lost, []);
	});

	it("should keep what it heard before the mapping", () => {
		const { map } = makeMap();
		const source = map.heard(10, 0);
		assert.equal(map.map("anna", 10, UNMAPPED_MS - 1), source);
		assert.equal(map.heard(10, UNMAPPED_MS), source);
		assert.equal(map.size, 1);
	});

	it("should forget what it heard 5 seconds before the mapping", () => {
		const { map } = makeMap();
		const source = map.heard(10, 0);
		assert.notEqual(map.map("anna", 10, UNMAPPED_MS), source);
	});

	it("should replace the SSRC of a user", () => {
		const { map, lost } = makeMap();
		map.map("anna", 10, 0);
		map.map("anna", 11, 0);
		assert.deepEqual([lost, map.heard(10, 0).userId, map.heard(11, 0).userId], [["anna 10"], undefined, "anna"]);
	});

	it("should replace the user of an SSRC", () => {
		const { map, lost } = makeMap();
		const source = map.map("anna", 10, 0);
		assert.notEqual(map.map("ben", 10, 0), source);
		assert.deepEqual([lost, map.heard(10, 0).userId], [["anna 10"], "ben"]);
		map.drop("anna");
		assert.equal(map.heard(10, 0).userId, "ben");
	});

	it("should drop a user once", () => {
		const { map, lost } = makeMap();
		map.map("anna", 10, 0);
		for (const userId of ["anna", "anna", "ben"]) map.drop(userId);
		assert.deepEqual([lost, map.size], [["anna 10"], 0]);
	});

	it("should forget all sources", () => {
		const { map, lost } = makeMap();
		map.map("anna", 10, 0);
		map.heard(11, 0);
		map.clear();
		assert.deepEqual([lost, map.size, map.heard(10, 0).userId], [["anna 10", "? 11"], 0, undefined]);
	});

	it("should keep the sources heard last, of 10,000 without a user", () => {
		const { map } = makeMap();
		const first = map.heard(5, 0);
		for (let ssrc = 1000; ssrc < 11_000; ssrc += 1) {
			map.heard(ssrc, 0);
			assert.equal(map.heard(5, 0), first);
		}
		assert.equal(map.size, MOST_UNMAPPED);
	});

	it("should discard the oldest mappings beyond the limit", () => {
		const { map, lost } = makeMap();
		for (let index = 1; index <= MOST_MAPPED + 2; index += 1) map.map(`u${index}`, index, 0);
		assert.deepEqual([map.size, lost], [MOST_MAPPED, ["u1 1", "u2 2"]]);
	});
});
