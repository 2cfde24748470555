/// <reference types="@rbxts/testez/globals" />

import { WebsocketError } from "../../../src/protocol/gateway/WebsocketError";

export = () => {
	describe("WebsocketError", () => {
		it("should tell the meaning of a close code", () => {
			const fault = WebsocketError.ofCode(4014);
			expect(fault.kind).to.equal("closed");
			expect(fault.code).to.equal(4014);
			expect(tostring(fault)).to.equal(
				"a privileged intent is not enabled for the bot in the developer portal (close code 4014)",
			);
		});

		it("should tell a lost link without a code", () => {
			expect(tostring(WebsocketError.ofCode(undefined))).to.equal("the link was lost");
		});

		it("should tell how long Discord asks to wait", () => {
			const fault = WebsocketError.rateLimited(90.25);
			expect(`${fault.kind} ${fault.retryAfter}`).to.equal("rateLimited 90.25");
			expect(tostring(fault)).to.equal("Discord limits GET /gateway/bot: it may be asked again in 90.2 s");
		});

		it("should tell how long no Identify is left", () => {
			const fault = WebsocketError.exhausted(3601);
			expect(fault.kind).to.equal("exhausted");
			expect(fault.resetAfter).to.equal(3601);
			expect(tostring(fault)).to.equal("no Identify is left: Discord resets the limit in 61 min");
		});
	});
};
