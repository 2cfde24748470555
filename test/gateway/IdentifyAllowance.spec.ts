/// <reference types="@rbxts/testez/globals" />

import { IdentifyAllowance } from "../../src/gateway/IdentifyAllowance";
import { FakeScheduler } from "../support/FakeScheduler";

export = () => {
	describe("IdentifyAllowance", () => {
		it("should allow a burst, and then one at a time", () => {
			const scheduler = new FakeScheduler();
			const allowance = new IdentifyAllowance(scheduler, { burst: 2, perHour: 60 });
			expect(allowance.take() && allowance.take()).to.equal(true);
			expect(allowance.take()).to.equal(false);
			expect(allowance.untilFree()).to.be.near(60);
			scheduler.advance(59);
			expect(allowance.take()).to.equal(false);
			scheduler.advance(1);
			expect(allowance.untilFree()).to.equal(0);
			expect(allowance.take()).to.equal(true);
			expect(allowance.take()).to.equal(false);
		});

		it("should allow 20 in a row by default", () => {
			const allowance = new IdentifyAllowance(new FakeScheduler());
			for (const _ of $range(1, 20)) expect(allowance.take()).to.equal(true);
			expect(allowance.take()).to.equal(false);
			expect(allowance.untilFree()).to.be.near(180);
		});

		it("should reject an invalid rate", () => {
			expect(() => new IdentifyAllowance(new FakeScheduler(), { burst: 0, perHour: 1 })).to.throw("got 0");
		});
	});
};
