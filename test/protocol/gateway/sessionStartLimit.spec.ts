/// <reference types="@rbxts/testez/globals" />

import { isGatewayBot, sessionStartsOf, takeSessionStart } from "../../../src/protocol/gateway/sessionStartLimit";

const LIMIT = { total: 1000, remaining: 2, reset_after: 14_400_000, max_concurrency: 1 };
const BOT = { url: "wss://gateway.discord.gg", shards: 9, session_start_limit: LIMIT };

export = () => {
	describe("isGatewayBot", () => {
		it("should take what the docs show", () => {
			expect(isGatewayBot(BOT)).to.equal(true);
		});

		const refused: ReadonlyArray<unknown> = [
			undefined,
			"wss://",
			{ ...BOT, url: undefined },
			{ ...BOT, shards: 0 },
			{ ...BOT, session_start_limit: undefined },
			{ ...BOT, session_start_limit: { ...LIMIT, remaining: -1 } },
			{ ...BOT, session_start_limit: { ...LIMIT, remaining: "2" } },
			{ ...BOT, session_start_limit: { ...LIMIT, max_concurrency: 0 } },
		];
		it("should refuse anything else", () => {
			for (const value of refused) expect(isGatewayBot(value)).to.equal(false);
		});
	});

	describe("takeSessionStart", () => {
		it("should count down to none", () => {
			const fresh = sessionStartsOf(BOT, 100);
			expect(fresh.resetAt).to.equal(14_500);
			const one = takeSessionStart(fresh, 100);
			expect(one?.remaining).to.equal(1);
			const none = takeSessionStart(one!, 200);
			expect(none?.remaining).to.equal(0);
			expect(takeSessionStart(none!, 14_499)).to.equal(undefined);
		});

		it("should have all back once the limit is reset, for a day", () => {
			const spent = { ...sessionStartsOf(BOT, 100), remaining: 0 };
			const back = takeSessionStart(spent, 14_500);
			expect(back?.remaining).to.equal(999);
			expect(back?.resetAt).to.equal(14_500 + 86_400);
		});
	});
};
