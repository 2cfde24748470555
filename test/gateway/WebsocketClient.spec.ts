/// <reference types="@rbxts/testez/globals" />

import { identifyOptionsOf, wireTokenOf } from "../../src/gateway/WebsocketClient";

/** Replaces Roblox's Secret, which exists only in Studio and on live servers. */
const SECRET = {} as unknown as Secret;

export = () => {
	describe("wireTokenOf", () => {
		it("should be the text, or a placeholder for a Secret", () => {
			expect(wireTokenOf({ token: "t", intents: 0 })).to.equal("t");
			expect(wireTokenOf({ token: "${secret:mine}", intents: 0 })).to.equal("${secret:mine}");
			expect(wireTokenOf({ token: SECRET, intents: 0 })).to.equal("${secret:bot}");
			expect(wireTokenOf({ token: SECRET, placeholder: "${secret:b}", intents: 0 })).to.equal("${secret:b}");
		});
	});

	describe("identifyOptionsOf", () => {
		it("should have the options of the client", () => {
			const options = identifyOptionsOf({ token: "t", intents: 5, shard: [1, 2], largeThreshold: 60 });
			expect(options.intents).to.equal(5);
			expect(options.shard?.[1]).to.equal(2);
			expect(options.largeThreshold).to.equal(60);
			expect(options.properties.os).to.equal("roblox");
		});
	});
};
