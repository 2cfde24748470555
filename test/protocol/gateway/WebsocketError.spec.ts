/// <reference types="@rbxts/testez/globals" />

import { WebsocketError } from "../../../src/protocol/gateway/WebsocketError";

export = () => {
	describe("WebsocketError", () => {
		it("should have the meaning of a close code", () => {
			const fault = WebsocketError.ofCode(4014);
			expect(fault.kind).to.equal("closed");
			expect(fault.code).to.equal(4014);
			expect(tostring(fault)).to.equal(
				"a privileged intent is not enabled for the bot in the developer portal (close code 4014)",
			);
		});

		it("should report a lost connection without a code", () => {
			expect(tostring(WebsocketError.ofCode(undefined))).to.equal("the connection was lost");
		});

		it("should have the time that Discord asks to wait", () => {
			const fault = WebsocketError.rateLimited(90.25);
			expect(`${fault.kind} ${fault.retryAfter}`).to.equal("rateLimited 90.25");
			expect(tostring(fault)).to.equal("Discord limits GET /gateway/bot: retry in 90.2 s");
		});

		it("should have the time until Identifies are available again", () => {
			const fault = WebsocketError.exhausted(3601);
			expect(fault.kind).to.equal("exhausted");
			expect(fault.resetAfter).to.equal(3601);
			expect(tostring(fault)).to.equal("no Identify is left: Discord resets the limit in 61 min");
		});
	});
};
