import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { LeafTree } from "./LeafTree.ts";

const leaf = (userId: string) => ({ userId, signatureKey: Buffer.from(userId) });

/** Leaves after each step, from the rules of RFC 9420, 7.7; `-` marks a blank leaf. */
const STEPS: ReadonlyArray<readonly [removed: ReadonlyArray<number>, added: string, leaves: string]> = [
	[[], "A", "A"],
	[[], "BCD", "ABCD"],
	[[1], "", "A-CD"],
	[[], "E", "AECD"],
	[[0, 2], "", "-E-D"],
	[[3], "F", "FE"], // removes apply first, and trailing blanks are dropped
	[[0], "GH", "GEH"],
	[[2, 1], "", "G"],
	[[0], "I", "I"],
	[[0], "", ""],
];

describe("LeafTree", () => {
	it("should place members as every client does", () => {
		const tree = new LeafTree();
		for (const [removed, added, leaves] of STEPS) {
			tree.apply(removed, [...added].map(leaf));
			const drawn = Array.from(leaves, (_, at) => tree.at(at)?.userId ?? "-").join("");
			assert.equal(drawn, leaves);
			assert.equal(tree.entries.map(([at, { userId }]) => `${at}${userId}`).join(), namesOf(leaves));
		}
	});
});

function namesOf(leaves: string): string {
	return [...leaves].flatMap((name, at) => (name === "-" ? [] : [`${at}${name}`])).join();
}
