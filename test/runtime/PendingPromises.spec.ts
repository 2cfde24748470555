/// <reference types="@rbxts/testez/globals" />

import { PendingPromises } from "../../src/runtime/PendingPromises";
import { rejection } from "../support/rejection";

export = () => {
	describe("PendingPromises", () => {
		it("should resolve every pending promise once", () => {
			const promises = new PendingPromises();
			let resolved = 0;
			for (const _ of $range(1, 3)) promises.add().then(() => (resolved += 1));
			promises.settle();
			promises.settle("too late");
			expect(resolved).to.equal(3);
		});

		it("should reject every pending promise with the fault", () => {
			const promises = new PendingPromises();
			const promise = promises.add();
			promises.settle("refused");
			expect(rejection(promise)).to.equal("refused");
		});

		it("should keep a promise added while it settles", () => {
			const promises = new PendingPromises();
			let second = "pending";
			promises.add().then(() => {
				promises.add().then(() => (second = "resolved"));
			});
			promises.settle();
			expect(second).to.equal("pending");
			promises.settle();
			expect(second).to.equal("resolved");
		});
	});
};
