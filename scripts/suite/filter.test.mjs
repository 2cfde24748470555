import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { distanceWithin, noMatch, selectPaths, selectTests, testKey } from "./filter.mjs";

const TESTS = [
	{ path: "packages/relay/link/rules.test.ts", name: "Link should resume after a lost link" },
	{ path: "packages/relay/link/rules.test.ts", name: "Link should close\n at its end" },
	{ path: "test/voice/VoiceConnection.spec.ts", name: "closing should resolve once" },
	{ path: "hikari", name: "half-open" },
];
const PATHS = [...new Set(TESTS.map(({ path }) => path))];

/** Words, and the names of what they select. @type {readonly (readonly [words: string[], selected: string[]])[]} */
const SELECTED = [
	[["link"], ["packages/relay/link/rules.test.ts"]],
	[["voiceconnection"], ["test/voice/VoiceConnection.spec.ts"]],
	[["rules", "relay"], ["packages/relay/link/rules.test.ts"]],
	[["relay/link"], ["packages/relay/link/rules.test.ts"]],
	[["resume"], ["packages/relay/link/rules.test.ts\tLink should resume after a lost link"]],
	[["LINK", "close"], ["packages/relay/link/rules.test.ts\tLink should close at its end"]],
	[["lost link"], ["packages/relay/link/rules.test.ts\tLink should resume after a lost link"]],
	[["hikari", "open"], ["hikari\thalf-open"]],
	[["closing", "hikari"], []],
	[["."], PATHS.filter((path) => path.includes("."))],
];

describe("a filter", () => {
	for (const [words, selected] of SELECTED) {
		it(`should select ${selected.length} of the tests by ${words.join(" and ")}`, () => {
			const selection = selectPaths(words, PATHS) ?? selectTests(words, TESTS);
			assert.deepEqual(selection?.tests ?? selection?.paths ?? [], selected);
		});
	}

	it("should name the files of the selected tests once", () => {
		assert.deepEqual(selectTests(["link should"], TESTS)?.paths, ["packages/relay/link/rules.test.ts"]);
	});
});

describe("noMatch", () => {
	/** Words that match nothing, and the first name suggested. @type {readonly (readonly [string[], string])[]} */
	const NEAREST = [
		[["hikrai"], "hikari"],
		[["rulse"], "packages/relay/link/rules.test.ts"],
		[["voice", "conection"], "test/voice/VoiceConnection.spec.ts"],
		[["should", "rezume"], "packages/relay/link/rules.test.ts: Link should resume after a lost link"],
	];
	for (const [words, nearest] of NEAREST) {
		it(`should suggest ${nearest} for ${words.join(" ")}`, () => {
			assert.equal(noMatch(words, TESTS).split("\n")[2], `  ${nearest}`);
		});
	}

	it("should name the words and three suggestions", () => {
		const lines = noMatch(["hikrai", "x"], TESTS).split("\n");
		assert.equal(lines[0], 'no test has "hikrai" and "x" in its path or its full name');
		assert.equal(lines.filter((line) => line.startsWith("  ")).length, 3);
	});
});

describe("distanceWithin", () => {
	/** @type {readonly (readonly [word: string, text: string, distance: number])[]} */
	const DISTANCES = [
		["relay", "packages/relay/log", 0],
		["rleay", "packages/relay/log", 1],
		["rely", "packages/relay/log", 1],
		["relaay", "packages/relay/log", 1],
		["relat", "packages/relay/log", 1],
		["abc", "", 3],
		["", "abc", 0],
	];
	for (const [word, text, distance] of DISTANCES) {
		it(`should find ${JSON.stringify(word)} at distance ${distance} in ${JSON.stringify(text)}`, () => {
			assert.equal(distanceWithin(word, text), distance);
		});
	}
});

describe("testKey", () => {
	it("should write a name on one line", () => {
		assert.equal(testKey({ path: "a", name: " b\n\tc" }), "a\tb c");
	});
});
