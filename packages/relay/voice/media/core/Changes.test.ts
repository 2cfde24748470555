import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Changes, MOST_CHANGES } from "./Changes.ts";

/** Changes as words: `a+` is a start of a, `a-` a stop. */
const add = (changes: Changes, words: string): void => {
	for (const word of words.split(" ")) {
		const speaking = word.endsWith("+");
		changes.add({ userId: word.slice(0, -1), speaking, level: speaking ? 5 : 0 });
	}
};
const take = (changes: Changes): string =>
	changes
		.take()
		.map(({ userId, speaking }) => `${userId}${speaking ? "+" : "-"}`)
		.join(" ");

/** By hand: what is added, and what is left of it. */
const STORIES: ReadonlyArray<readonly [added: string, taken: string]> = [
	["a+", "a+"],
	["a+ a-", "a+ a-"],
	["a+ b+ a- b-", "a+ b+ a- b-"],
	["a+ a- a+", "a+"],
	["a+ a- a+ a-", "a+ a-"],
	["a- a+ a-", "a-"],
	["a+ b+ a- a+ c+", "b+ a+ c+"],
];

describe("Changes", () => {
	for (const [added, taken] of STORIES) {
		it(`should keep "${taken}" of "${added}"`, () => {
			const changes = new Changes();
			add(changes, added);
			assert.equal(changes.size, taken.split(" ").length);
			assert.equal(take(changes), taken);
			assert.equal(changes.size, 0);
			assert.equal(take(changes), "");
		});
	}

	it("should start afresh once taken", () => {
		const changes = new Changes();
		add(changes, "a+ a-");
		changes.take();
		add(changes, "a+ a-");
		assert.equal(take(changes), "a+ a-");
	});

	it("should discard starts with their stops beyond the limit", () => {
		const changes = new Changes();
		add(changes, "first+");
		for (let user = 0; user < MOST_CHANGES; user += 1) add(changes, `u${user}+ u${user}-`);
		add(changes, "last-");
		const taken = take(changes).split(" ");
		assert.ok(taken.length <= MOST_CHANGES, `${taken.length} changes`);
		assert.deepEqual([taken[0], taken.at(-1)], ["first+", "last-"]);
	});
});
