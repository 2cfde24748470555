/// <reference types="@rbxts/testez/globals" />

import { assertMessage, MAX_PING_SIZE, pingPayload } from "../../src/socket/message";

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

	describe("pingPayload", () => {
		it("should give the bytes of text and of buffers, up to the limit", () => {
			expect(MAX_PING_SIZE).to.equal(125);
			for (const text of ["", "ü", "\xff", string.rep("x", 125)]) {
				expect(buffer.tostring(pingPayload(text))).to.equal(text);
				expect(buffer.tostring(pingPayload(buffer.fromstring(text)))).to.equal(text);
			}
		});

		it("should refuse anything else, and say what it got", () => {
			expect(() => pingPayload(string.rep("x", 126))).to.throw("got 126");
			expect(() => pingPayload(buffer.create(126))).to.throw("got 126");
			expect(() => pingPayload(5 as never)).to.throw("got number");
		});
	});
};
