/// <reference types="@rbxts/testez/globals" />

import { Waiters } from "../../src/voice/Waiters";
import { rejection } from "../support/rejection";

export = () => {
	describe("Waiters", () => {
		it("should resolve all that wait, once", () => {
			const waiters = new Waiters();
			let resolved = 0;
			for (const _ of $range(1, 3)) waiters.wait().then(() => (resolved += 1));
			waiters.settle();
			waiters.settle("too late");
			expect(resolved).to.equal(3);
		});

		it("should reject all that wait with the fault", () => {
			const waiters = new Waiters();
			const promise = waiters.wait();
			waiters.settle("refused");
			expect(rejection(promise)).to.equal("refused");
		});

		it("should keep those that begin to wait while it settles for the next time", () => {
			const waiters = new Waiters();
			let second = "pending";
			waiters.wait().then(() => {
				waiters.wait().then(() => (second = "resolved"));
			});
			waiters.settle();
			expect(second).to.equal("pending");
			waiters.settle();
			expect(second).to.equal("resolved");
		});
	});
};
