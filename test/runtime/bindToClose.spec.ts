/// <reference types="@rbxts/testez/globals" />

import { bindToClose } from "../../src/runtime/bindToClose";
import { expectNoYield } from "../support/expectNoYield";

export = () => {
	describe("bindToClose", () => {
		it("should bind on a server, and do nothing elsewhere", () => {
			let calls = 0;
			expectNoYield(() => bindToClose(() => (calls += 1)));
			expect(calls).to.equal(0);
		});
	});
};
