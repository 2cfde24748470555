/// <reference types="@rbxts/testez/globals" />

import { readSegments } from "../../../src/protocol/room/readSegments";
import { canonical } from "../../support/canonical";

const SEGMENT = "a segment that cannot be read";

const ROWS: ReadonlyArray<readonly [title: string, message: unknown, kept: string, faults: ReadonlyArray<string>]> = [
	["an empty message", [], "", []],
	["a text", "no", "", ["a message of type string"]],
	["nothing", undefined, "", ["a message of type nil"]],
	[
		"each kind",
		[
			[1, 2, "s", []],
			[1, 3, "d", []],
			[1, 3, "t", []],
		],
		"1/2 snapshot 0, 1/3 delta 0, 1/3 tick 0",
		[],
	],
	["an object in place of a list", { a: 1, b: [1, 2, "s", []] }, "1/2 snapshot 0", [SEGMENT]],
	[
		"a segment without changes",
		[
			[1, 2, "s"],
			[1, 3, "d", []],
		],
		"1/3 delta 0",
		[SEGMENT],
	],
	["an unknown kind", [[1, 2, "toString", []]], "", [SEGMENT]],
	["a term that is no number", [["1", 2, "s", []]], "", [SEGMENT]],
	["a fraction", [[1, 2.5, "s", []]], "", [SEGMENT]],
	["a negative number", [[1, -1, "s", []]], "", [SEGMENT]],
	["not a number", [[1, 0 / 0, "s", []]], "", [SEGMENT]],
	["infinity", [[math.huge, 1, "s", []]], "", [SEGMENT]],
	[
		"malformed changes among good ones",
		[[1, 2, "d", [["q", "1"], ["q"], 7, ["later"], ["x", "2"]]]],
		"1/2 delta 2",
		["a change of kind silent that cannot be read", "a change of type number without a letter"],
	],
];

export = () => {
	describe("readSegments", () => {
		for (const [title, message, kept, faults] of ROWS) {
			it(`should read ${title}`, () => {
				const read = readSegments(message);
				const shown = read.segments.map(
					({ term, n, kind, changes }) => `${term}/${n} ${kind} ${changes.size()}`,
				);
				expect(shown.sort().join(", ")).to.equal(kept);
				expect(canonical(read.faults)).to.equal(canonical(faults));
			});
		}
	});
};
