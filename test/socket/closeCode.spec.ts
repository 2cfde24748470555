/// <reference types="@rbxts/testez/globals" />

import { assertCloseCode } from "../../src/socket/closeCode";

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
};
