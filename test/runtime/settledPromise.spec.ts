/// <reference types="@rbxts/testez/globals" />

import { settledPromise } from "../../src/runtime/settledPromise";
import { rejection } from "../support/rejection";

export = () => {
	describe("settledPromise", () => {
		it("should reject with a fault", () => {
			expect(rejection(settledPromise("why"))).to.equal("why");
		});

		it("should resolve without one", () => {
			let isResolved = false;
			settledPromise(undefined).then(() => (isResolved = true));
			expect(isResolved).to.equal(true);
		});
	});
};
