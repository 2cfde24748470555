/// <reference types="@rbxts/testez/globals" />

import { RelayFault } from "../../../src/protocol/relay/RelayFault";

export = () => {
	describe("RelayFault", () => {
		it("should have the reason as text, and its details", () => {
			const fault = new RelayFault("wait", "overloaded", { code: "overloaded", retryAfter: 2 });
			expect(tostring(fault)).to.equal("relay: overloaded");
			expect(`${fault.action} ${fault.code} ${fault.retryAfter}`).to.equal("wait overloaded 2");
			expect(fault.farStatus).to.equal(undefined);
		});
	});
};
