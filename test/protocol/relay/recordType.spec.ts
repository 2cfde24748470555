/// <reference types="@rbxts/testez/globals" />

import { DOWN_RECORDS, UP_RECORDS } from "../../../src/protocol/relay/recordType";

interface Row {
	readonly name: string;
	readonly data: string;
}

export = () => {
	describe("record types", () => {
		for (const [direction, records] of pairs({ up: UP_RECORDS, down: DOWN_RECORDS })) {
			for (const [letter, { data }] of pairs(records as Record<string, Row>)) {
				it(`should be a letter with a kind of data: ${direction} ${letter}`, () => {
					expect(letter.match("^%l$")[0]).to.equal(letter);
					expect(data).to.equal(letter === "t" ? "text" : letter === "b" ? "bytes" : "object");
				});
			}
		}
	});
};
