/// <reference types="@rbxts/testez/globals" />

import { packChecked, packCommand, unpackMessage } from "../../src/gateway/wire";
import { NULL } from "../../src/protocol/gateway/json";
import { isSame } from "../support/isSame";

export = () => {
	describe("packCommand and unpackMessage", () => {
		for (const encoding of ["json", "etf"]) {
			it(`should read what they write in ${encoding}`, () => {
				const packed = packCommand({ op: 1, d: NULL }, encoding);
				expect(typeIs(packed, "buffer")).to.equal(encoding === "etf");
				expect(isSame(unpackMessage(packed, encoding), { op: 1 })).to.equal(true);
			});
		}

		it("should read either kind of message", () => {
			const etf = packCommand({ op: 11 }, "etf") as buffer;
			expect(isSame(unpackMessage(buffer.tostring(etf), "etf"), { op: 11 })).to.equal(true);
			expect(isSame(unpackMessage(buffer.fromstring('{"op":11}'), "json"), { op: 11 })).to.equal(true);
		});

		it("should throw for malformed messages", () => {
			expect(() => unpackMessage("{", "json")).to.throw();
			expect(() => unpackMessage("{}", "etf")).to.throw("version must be 131");
		});
	});

	describe("packChecked", () => {
		it("should refuse more than 4096 bytes, with size and limit", () => {
			const frame = '{"op":3,"d":""}'.size();
			expect(() => packChecked({ op: 3, d: string.rep("a", 4097 - frame) }, "json")).to.throw(
				"at most 4096 bytes, got 4097",
			);
			expect((packChecked({ op: 3, d: string.rep("a", 4096 - frame) }, "json") as string).size()).to.equal(4096);
		});

		it("should refuse a value that is not a message", () => {
			expect(() => packChecked({} as never, "json")).to.throw("must be a table whose op is a number");
			expect(() => packChecked("a" as never, "json")).to.throw("must be a table whose op is a number");
		});
	});
};
