/// <reference types="@rbxts/testez/globals" />

import { assertMessage, MAX_PING_SIZE, pingPayload } from "../../src/socket/message";

export = () => {
	describe("assertMessage", () => {
		it("should accept text and binary", () => {
			for (const data of ["", "text", "ü \u{1F600}", buffer.create(0), buffer.fromstring("\xff")]) {
				assertMessage(data);
			}
		});

		it("should reject any other value", () => {
			expect(() => assertMessage(5 as never)).to.throw("got number");
			expect(() => assertMessage(undefined as never)).to.throw("got nil");
			for (const bytes of ["\xff", "a\xc3", "\xed\xa0\x80"]) expect(() => assertMessage(bytes)).to.throw("UTF-8");
		});
	});

	describe("pingPayload", () => {
		it("should return the bytes of text and of buffers", () => {
			expect(MAX_PING_SIZE).to.equal(125);
			for (const text of ["", "ü", "\xff", string.rep("x", 125)]) {
				expect(buffer.tostring(pingPayload(text))).to.equal(text);
				expect(buffer.tostring(pingPayload(buffer.fromstring(text)))).to.equal(text);
			}
		});

		it("should reject any other value", () => {
			expect(() => pingPayload(string.rep("x", 126))).to.throw("got 126");
			expect(() => pingPayload(buffer.create(126))).to.throw("got 126");
			expect(() => pingPayload(5 as never)).to.throw("got number");
		});
	});
};
