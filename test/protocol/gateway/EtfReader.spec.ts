/// <reference types="@rbxts/testez/globals" />

import { EtfReader } from "../../../src/protocol/gateway/EtfReader";
import { bytesOf } from "../../support/hex";

export = () => {
	const reader = (hex: string) => new EtfReader(bytesOf(hex));

	describe("EtfReader", () => {
		it("should read numbers in big-endian order", () => {
			const all = reader("01 0203 04050607 fffffffe");
			expect(all.u8()).to.equal(1);
			expect(all.u16()).to.equal(0x0203);
			expect(all.u32()).to.equal(0x04050607);
			expect(all.i32()).to.equal(-2);
			expect(all.remaining()).to.equal(0);
		});

		it("should error if the bytes end too soon, and read nothing", () => {
			const short = reader("01");
			expect(() => short.text(2)).to.throw("expected 2 bytes, but only 1 remain");
			expect(short.u8()).to.equal(1);
			expect(() => short.u8()).to.throw("expected 1 bytes, but only 0 remain");
		});

		it("should read Latin-1 as UTF-8", () => {
			expect(reader("61e9").latin1(2)).to.equal("aé");
		});

		it("should reject an integer that takes long to print", () => {
			expect(() => reader("00").big(1025)).to.throw("an integer of 1025 bytes is too large: at most 1024");
		});

		it("should reject more elements than there are bytes", () => {
			expect(() => reader("0000").checkCount(3, 1)).to.throw("expected 3 elements, but only 2 bytes remain");
		});
	});
};
