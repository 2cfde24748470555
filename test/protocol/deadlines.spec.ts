/// <reference types="@rbxts/testez/globals" />

import { fillDeadlines } from "../../src/protocol/deadlines";

export = () => {
	describe("fillDeadlines", () => {
		it("should add the defaults", () => {
			const filled = fillDeadlines({ hello: 1, ready: 2 }, { ready: 3 });
			expect(filled.hello).to.equal(1);
			expect(filled.ready).to.equal(3);
		});

		it("should throw on a deadline that is not above 0", () => {
			expect(() => fillDeadlines({ hello: 1 }, { hello: 0 })).to.throw(
				'deadline "hello" must be above 0 s, got 0',
			);
		});
	});
};
