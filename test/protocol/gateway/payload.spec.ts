/// <reference types="@rbxts/testez/globals" />

import { isGatewayPayload } from "../../../src/protocol/gateway/payload";

export = () => {
	describe("isGatewayPayload", () => {
		it("should accept any object whose op is a number", () => {
			for (const value of [{ op: 0 }, { op: 99, d: 1, s: 1, t: "A" }, { op: 11, t: 5, s: "1" }]) {
				expect(isGatewayPayload(value)).to.equal(true);
			}
		});

		it("should reject any other value", () => {
			for (const value of ["a", 1, true, {}, { op: "1" }]) expect(isGatewayPayload(value)).to.equal(false);
			expect(isGatewayPayload(undefined)).to.equal(false);
		});
	});
};
