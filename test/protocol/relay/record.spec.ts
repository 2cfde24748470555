/// <reference types="@rbxts/testez/globals" />

import { closeData, MAX_SOCKET } from "../../../src/protocol/relay/record";

/** Close codes that the relay accepts in a `c` record, and codes that it would refuse. */
const PASSED = [1000, 1003, 1007, 1011, 1014, 3000, 4000, 4999];
const LEFT_OUT = [undefined, 1004, 1005, 1006, 1015, 1016, 2999, 5000];

export = () => {
	describe("closeData", () => {
		for (const code of PASSED) {
			it(`should pass ${code} on`, () => {
				const data = closeData(code, "why") as { code?: number; reason?: string };
				expect(data.code).to.equal(code);
				expect(data.reason).to.equal("why");
			});
		}

		for (const code of LEFT_OUT) {
			it(`should omit ${code}, and the reason with it`, () => {
				expect(next(closeData(code, "why"))[0]).to.equal(undefined);
			});
		}

		it("should omit a reason that is too long", () => {
			for (const reason of [string.rep("x", 124), "\xff", undefined]) {
				const data = closeData(4000, reason) as { code?: number; reason?: string };
				expect(data.code).to.equal(4000);
				expect(data.reason).to.equal(undefined);
			}
		});
	});

	describe("MAX_SOCKET", () => {
		it("should fit into two bytes", () => {
			expect(MAX_SOCKET).to.equal(65535);
		});
	});
};
