/// <reference types="@rbxts/testez/globals" />

import { resolveGatewayDeadlines } from "../../src/gateway/deadlines";

export = () => {
	describe("resolveGatewayDeadlines", () => {
		it("should add defaults, and reject values not above 0", () => {
			const { connect, hello, ready, resumed, guilds } = resolveGatewayDeadlines({ ready: 3 });
			expect([connect, hello, ready, resumed, guilds].join(",")).to.equal("15,15,3,60,15");
			expect(() => resolveGatewayDeadlines({ guilds: -1 })).to.throw('deadline "guilds" must be above 0 s');
		});
	});
};
