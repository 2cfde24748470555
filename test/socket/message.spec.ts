/// <reference types="@rbxts/testez/globals" />

import { assertMessage } from "../../src/socket/message";

export = () => {
	describe("assertMessage", () => {
		it("should let text and binary pass", () => {
			for (const data of ["", "text", "ü \u{1F600}", buffer.create(0), buffer.fromstring("\xff")]) {
				assertMessage(data);
			}
		});

		it("should refuse anything else, and say what it got", () => {
			expect(() => assertMessage(5 as never)).to.throw("got number");
			expect(() => assertMessage(undefined as never)).to.throw("got nil");
			for (const bytes of ["\xff", "a\xc3", "\xed\xa0\x80"]) expect(() => assertMessage(bytes)).to.throw("UTF-8");
		});
	});
};
