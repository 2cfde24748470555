/// <reference types="@rbxts/testez/globals" />

import { engineEncoding } from "../../src/runtime/encoding";

export = () => {
	describe("engineEncoding", () => {
		it("should round-trip", () => {
			const { toJson, fromJson, toBase64, fromBase64 } = engineEncoding;
			expect(toJson([1, "a"])).to.equal('[1,"a"]');
			expect((fromJson('{"a":[1,2]}') as { a: Array<number> }).a[1]).to.equal(2);
			expect(buffer.tostring(fromBase64(toBase64(buffer.fromstring("\xff"))))).to.equal("\xff");
		});
	});
};
