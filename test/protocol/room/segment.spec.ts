/// <reference types="@rbxts/testez/globals" />

import { CHANGES, SEGMENT_KINDS } from "../../../src/protocol/room/segment";

export = () => {
	for (const [title, rows] of [
		["SEGMENT_KINDS", SEGMENT_KINDS as Record<string, string>],
		["CHANGES", CHANGES as Record<string, string>],
	] as const) {
		it(`should give each letter of ${title} one meaning`, () => {
			const meanings = new Set<string>();
			for (const [letter, meaning] of pairs(rows)) {
				expect((letter as string).size()).to.equal(1);
				expect(meanings.has(meaning)).to.equal(false);
				meanings.add(meaning);
			}
		});
	}
};
