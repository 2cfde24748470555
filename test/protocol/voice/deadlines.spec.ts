/// <reference types="@rbxts/testez/globals" />

import { resolveDeadlines } from "../../../src/protocol/voice/deadlines";

export = () => {
	describe("resolveDeadlines", () => {
		it("should have the documented defaults", () => {
			const { credentials, connect, hello, ready, resumed, move, reallocation } = resolveDeadlines();
			expect([credentials, connect, hello, ready, resumed, move, reallocation].join(",")).to.equal(
				"10,10,10,10,10,10,60",
			);
		});

		it("should accept overrides", () => {
			const { connect, hello } = resolveDeadlines({ hello: 3 });
			expect(`${connect},${hello}`).to.equal("10,3");
		});

		for (const seconds of [0, -1, 0 / 0]) {
			it(`should refuse ${seconds} seconds`, () => {
				expect(() => resolveDeadlines({ ready: seconds })).to.throw('deadline "ready" must be above 0 s');
			});
		}
	});
};
