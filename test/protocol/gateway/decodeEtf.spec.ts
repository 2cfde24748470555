/// <reference types="@rbxts/testez/globals" />

import { decodeEtf } from "../../../src/protocol/gateway/decodeEtf";
import { bytesOf } from "../../support/hex";
import { isSame } from "../../support/isSame";
import vectors from "../../vectors/etf.json";

export = () => {
	const valueOf = (hex: string) => {
		const result = decodeEtf(bytesOf(hex));
		assert(result.kind === "term", hex);
		return result.value;
	};

	describe("decodeEtf", () => {
		for (const { name, hex, value } of [...vectors.terms, ...vectors.decoded]) {
			it(`should read ${name}`, () => {
				expect(isSame(valueOf(hex), value)).to.equal(true);
			});
		}
		for (const { name, hex, digits } of vectors.integers) {
			it(`should read ${name} as its digits`, () => {
				expect(valueOf(hex)).to.equal(digits);
			});
		}
		for (const { name, hex } of vectors.malformed) {
			it(`should reject ${name}`, () => {
				expect(decodeEtf(bytesOf(hex)).kind).to.equal("malformed");
			});
		}

		it("should read nil and null as undefined", () => {
			expect(valueOf("83 73 03 6e696c")).to.equal(undefined);
			expect(valueOf("83 77 04 6e756c6c")).to.equal(undefined);
			const map = valueOf("83 74 00000001 73 01 64 73 03 6e696c") as { d?: unknown };
			expect(map.d).to.equal(undefined);
		});

		it("should return the reason", () => {
			const result = decodeEtf(bytesOf("82 61 01"));
			expect(result.kind === "malformed" && result.reason).to.equal("version must be 131, got 130");
		});

		it("should reject a term that is nested too deep", () => {
			const nested = (depth: number) => decodeEtf(bytesOf(`83 ${string.rep("6801", depth)} 6a`)).kind;
			expect(nested(128)).to.equal("term");
			expect(nested(129)).to.equal("malformed");
		});
	});
};
