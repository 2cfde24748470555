/// <reference types="@rbxts/testez/globals" />

import { assertCloseCode, assertCloseReason, NO_CLOSE_FRAME } from "../../src/socket/closeCode";

const SENDABLE = [undefined, 1000, 1001, 1003, 1011, 1012, 2999, 3000, 4000, 4999];
const UNSENDABLE = [-1, 0, 999, 1004, 1005, 1006, 1015, 5000, 1000.5, math.huge];

export = () => {
	describe("assertCloseCode", () => {
		it("should accept codes that a close frame may contain", () => {
			for (const code of SENDABLE) assertCloseCode(code);
		});

		for (const code of UNSENDABLE) {
			it(`should reject ${code}`, () => {
				expect(() => assertCloseCode(code)).to.throw(`got ${code}`);
			});
		}
	});

	describe("NO_CLOSE_FRAME", () => {
		it("should be a reserved code", () => {
			expect(NO_CLOSE_FRAME).to.equal(1006);
		});
	});

	describe("assertCloseReason", () => {
		it("should accept a reason that fits into a close frame", () => {
			for (const reason of ["", "bye", string.rep("x", 123), string.rep("ü", 61)]) assertCloseReason(reason);
		});

		it("should reject any other value", () => {
			expect(() => assertCloseReason(string.rep("x", 124))).to.throw("got 124");
			expect(() => assertCloseReason(string.rep("ü", 62))).to.throw("got 124");
			expect(() => assertCloseReason("\xff")).to.throw("UTF-8");
			expect(() => assertCloseReason(5 as never)).to.throw("got number");
		});
	});
};
