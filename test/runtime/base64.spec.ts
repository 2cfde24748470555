/// <reference types="@rbxts/testez/globals" />

import { decodeBase64, encodeBase64 } from "../../src/runtime/base64";

/** RFC 4648, section 10, and bytes that are not text. */
const PAIRS: ReadonlyArray<readonly [bytes: string, text: string]> = [
	["", ""],
	["f", "Zg=="],
	["fo", "Zm8="],
	["foo", "Zm9v"],
	["foobar", "Zm9vYmFy"],
	["\x00\xff\x80'", "AP+AJw=="],
];

export = () => {
	describe("base64", () => {
		for (const [bytes, text] of PAIRS) {
			it(`should encode and decode "${text}"`, () => {
				expect(encodeBase64(buffer.fromstring(bytes))).to.equal(text);
				expect(buffer.tostring(decodeBase64(text))).to.equal(bytes);
			});
		}

		it("should throw on malformed base64", () => {
			expect(() => decodeBase64("not base64!")).to.throw();
		});
	});
};
