/// <reference types="@rbxts/testez/globals" />

import { settle } from "../../src/runtime/settle";
import { rejection } from "../support/rejection";

export = () => {
	describe("settle", () => {
		it("should reject with a fault", () => {
			expect(rejection(settle("why"))).to.equal("why");
		});

		it("should resolve without one", () => {
			let isResolved = false;
			settle(undefined).then(() => (isResolved = true));
			expect(isResolved).to.equal(true);
		});
	});
};
