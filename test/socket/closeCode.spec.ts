/// <reference types="@rbxts/testez/globals" />

import { assertCloseCode, assertCloseReason, NO_CLOSE_FRAME } from "../../src/socket/closeCode";

const SENDABLE = [undefined, 1000, 1001, 1003, 1011, 1012, 2999, 3000, 4000, 4999];
const UNSENDABLE = [-1, 0, 999, 1004, 1005, 1006, 1015, 5000, 1000.5, math.huge];

export = () => {
	describe("assertCloseCode", () => {
		it("should let pass what may stand in a close frame, and none", () => {
			for (const code of SENDABLE) assertCloseCode(code);
		});

		for (const code of UNSENDABLE) {
			it(`should refuse ${code}, and say so`, () => {
				expect(() => assertCloseCode(code)).to.throw(`got ${code}`);
			});
		}
	});

	describe("NO_CLOSE_FRAME", () => {
		it("should be the reserved code, which nobody may send", () => {
			expect(NO_CLOSE_FRAME).to.equal(1006);
		});
	});

	describe("assertCloseReason", () => {
		it("should let pass what fits into a close frame", () => {
			for (const reason of ["", "bye", string.rep("x", 123), string.rep("ü", 61)]) assertCloseReason(reason);
		});

		it("should refuse anything else, and say so", () => {
			expect(() => assertCloseReason(string.rep("x", 124))).to.throw("got 124");
			expect(() => assertCloseReason(string.rep("ü", 62))).to.throw("got 124");
			expect(() => assertCloseReason("\xff")).to.throw("UTF-8");
			expect(() => assertCloseReason(5 as never)).to.throw("got number");
		});
	});
};
