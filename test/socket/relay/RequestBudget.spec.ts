/// <reference types="@rbxts/testez/globals" />

import { RequestBudget } from "../../../src/socket/relay/RequestBudget";
import { FakeScheduler } from "../../support/FakeScheduler";
import { seededRandom } from "../../support/seededRandom";

export = () => {
	describe("RequestBudget", () => {
		it("should count all requests, and those of the last minute", () => {
			const scheduler = new FakeScheduler();
			const budget = new RequestBudget({ scheduler });
			budget.take();
			scheduler.advance(59);
			budget.take();
			expect(budget.lastMinute()).to.equal(2);
			scheduler.advance(1);
			expect(budget.lastMinute()).to.equal(1);
			scheduler.advance(100);
			expect(budget.lastMinute()).to.equal(0);
			expect(budget.total).to.equal(2);
		});

		it("should allow no more than its limit in any minute", () => {
			for (const seed of $range(1, 5)) {
				const random = seededRandom(seed);
				const scheduler = new FakeScheduler();
				const budget = new RequestBudget({ perMinute: 50, burst: 10, scheduler });
				let most = 0;
				for (const _ of $range(1, 2000)) {
					scheduler.advance(random(100) / 100);
					if (random(10) === 0) scheduler.advance(random(30));
					if (budget.untilFree() > 0) continue;
					budget.take();
					most = math.max(most, budget.lastMinute());
				}
				expect(most <= 50).to.equal(true);
				expect(most > 40).to.equal(true);
			}
		});

		it("should survive a clock that goes back by an hour", () => {
			const scheduler = new FakeScheduler(10_000);
			const budget = new RequestBudget({ scheduler });
			for (const _ of $range(1, 20)) budget.take();
			scheduler.advance(-3600);
			expect(budget.lastMinute()).to.equal(0);
			expect(budget.untilFree()).to.be.near(0.6, 1e-9);
			scheduler.advance(60);
			expect(budget.untilFree()).to.equal(0);
		});

		it("should allow 120 a minute and 20 in a row by default", () => {
			const scheduler = new FakeScheduler();
			const budget = new RequestBudget({ scheduler });
			let count = 0;
			while (budget.untilFree() === 0) {
				budget.take();
				count += 1;
			}
			expect(count).to.equal(20);
			expect(budget.untilFree()).to.be.near(0.6, 1e-9);
		});

		it("should reject limits out of range", () => {
			expect(() => new RequestBudget({ perMinute: 10, burst: 10 })).to.throw("burst 10 and perMinute 10");
			expect(() => new RequestBudget({ burst: 0 })).to.throw("burst 0");
			expect(() => new RequestBudget({ perMinute: 0 / 0 })).to.throw("perMinute");
		});
	});
};
