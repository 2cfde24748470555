/// <reference types="@rbxts/testez/globals" />

import { readGatewayBot, sessionStartsOf, takeSessionStart } from "../../../src/protocol/gateway/sessionStartLimit";
import { isSame } from "../../support/isSame";

const LIMIT = { total: 1000, remaining: 2, reset_after: 14_400_000, max_concurrency: 1 };
const BOT = { url: "wss://gateway.discord.gg", shards: 9, session_start_limit: LIMIT };

export = () => {
	/** Written by hand: a field of the answer, its value, and the shards, total, remaining, hours and concurrency that are read. */
	const FIELDS: ReadonlyArray<readonly [key: string, value: unknown, seen: string]> = [
		["shards", undefined, "1 1000 2 4 1"],
		["shards", 0, "1 1000 2 4 1"],
		["shards", "9", "1 1000 2 4 1"],
		["shards", 1.5, "1 1000 2 4 1"],
		["shards", 0 / 0, "1 1000 2 4 1"],
		["shards", 4096, "4096 1000 2 4 1"],
		["shards", 1e9, "1 1000 2 4 1"],
		["session_start_limit", undefined, "9 1000 1000 24 1"],
		["session_start_limit", 5, "9 1000 1000 24 1"],
		["session_start_limit", {}, "9 1000 1000 24 1"],
		["session_start_limit", { ...LIMIT, total: undefined }, "9 1000 2 4 1"],
		["session_start_limit", { ...LIMIT, remaining: undefined }, "9 1000 1000 4 1"],
		["session_start_limit", { ...LIMIT, remaining: 0 }, "9 1000 0 4 1"],
		["session_start_limit", { ...LIMIT, remaining: "2" }, "9 1000 1000 4 1"],
		["session_start_limit", { ...LIMIT, reset_after: -1 }, "9 1000 2 24 1"],
		["session_start_limit", { ...LIMIT, reset_after: undefined }, "9 1000 2 24 1"],
		["session_start_limit", { ...LIMIT, max_concurrency: 16 }, "9 1000 2 4 16"],
		["session_start_limit", { ...LIMIT, max_concurrency: 0 }, "9 1000 2 4 1"],
		["session_start_limit", { ...LIMIT, max_concurrency: "16" }, "9 1000 2 4 1"],
	];

	describe("readGatewayBot", () => {
		it("should read the example of the docs", () => {
			expect(isSame(readGatewayBot(BOT, true), BOT)).to.equal(true);
		});

		FIELDS.forEach(([key, value, seen], index) => {
			it(`should do without a usable ${key}, case ${index}`, () => {
				const answer = { ...BOT } as Record<string, unknown>;
				answer[key] = value;
				const { shards, session_start_limit: limit } = readGatewayBot(answer, true)!;
				const hours = limit.reset_after / 3_600_000;
				expect(`${shards} ${limit.total} ${limit.remaining} ${hours} ${limit.max_concurrency}`).to.equal(seen);
			});
		});

		it("should require a URL if no domain is set", () => {
			for (const url of [undefined, 5, {}]) {
				const answer = { ...BOT, url };
				expect(readGatewayBot(answer, true)).to.equal(undefined);
				expect(readGatewayBot(answer, false)?.url).to.equal("");
			}
		});

		it("should reject an answer without any field of a gateway", () => {
			for (const value of ["wss://", 5, {}, { message: "401: Unauthorized", code: 0 }]) {
				expect(readGatewayBot(value, false)).to.equal(undefined);
			}
			expect(readGatewayBot(undefined, false)).to.equal(undefined);
		});
	});

	describe("takeSessionStart", () => {
		it("should count down to 0", () => {
			const fresh = sessionStartsOf(BOT, 100);
			expect(fresh.resetAt).to.equal(14_500);
			const one = takeSessionStart(fresh, 100);
			expect(one?.remaining).to.equal(1);
			const none = takeSessionStart(one!, 200);
			expect(none?.remaining).to.equal(0);
			expect(takeSessionStart(none!, 14_499)).to.equal(undefined);
		});

		it("should have the total again after the reset", () => {
			const spent = { ...sessionStartsOf(BOT, 100), remaining: 0 };
			const back = takeSessionStart(spent, 14_500);
			expect(back?.remaining).to.equal(999);
			expect(back?.resetAt).to.equal(14_500 + 86_400);
		});
	});
};
