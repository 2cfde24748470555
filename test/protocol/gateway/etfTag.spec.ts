/// <reference types="@rbxts/testez/globals" />

import { ETF_VERSION, EtfTag } from "../../../src/protocol/gateway/etfTag";

/** Written by hand, from "External Term Format" of Erlang's documents. */
const EXPECTED: ReadonlyArray<readonly [documented: string, number: number, tag: EtfTag]> = [
	["NEW_FLOAT_EXT", 70, EtfTag.NewFloat],
	["compressed", 80, EtfTag.Compressed],
	["SMALL_INTEGER_EXT", 97, EtfTag.SmallInteger],
	["INTEGER_EXT", 98, EtfTag.Integer],
	["FLOAT_EXT", 99, EtfTag.Float],
	["ATOM_EXT", 100, EtfTag.Atom],
	["SMALL_TUPLE_EXT", 104, EtfTag.SmallTuple],
	["LARGE_TUPLE_EXT", 105, EtfTag.LargeTuple],
	["NIL_EXT", 106, EtfTag.Nil],
	["STRING_EXT", 107, EtfTag.String],
	["LIST_EXT", 108, EtfTag.List],
	["BINARY_EXT", 109, EtfTag.Binary],
	["SMALL_BIG_EXT", 110, EtfTag.SmallBig],
	["LARGE_BIG_EXT", 111, EtfTag.LargeBig],
	["SMALL_ATOM_EXT", 115, EtfTag.SmallAtom],
	["MAP_EXT", 116, EtfTag.Map],
	["ATOM_UTF8_EXT", 118, EtfTag.AtomUtf8],
	["SMALL_ATOM_UTF8_EXT", 119, EtfTag.SmallAtomUtf8],
];

export = () => {
	describe("EtfTag", () => {
		for (const [documented, number, tag] of EXPECTED) {
			it(`should have ${number} for ${documented}`, () => expect(tag).to.equal(number));
		}

		it("should begin each term with the version of the format", () => expect(ETF_VERSION).to.equal(131));
	});
};
