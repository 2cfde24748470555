/// <reference types="@rbxts/testez/globals" />

import { GATEWAY_CLOSE_RULES, GatewayCloseAction, gatewayCloseRule } from "../../../src/protocol/gateway/closeCode";

/** Written by hand from the docs and the policy in `closeCode`: code, action, and a word of its meaning. */
const EXPECTED: ReadonlyArray<readonly [code: number | undefined, action: GatewayCloseAction, word: string]> = [
	[undefined, "resume", "connection was lost"],
	[1000, "resume", "server closed"],
	[1001, "resume", "server closed"],
	[1006, "resume", "server closed"],
	[1009, "resumeOnly", "too large"],
	[3999, "resume", "server closed"],
	[4000, "resume", "went wrong"],
	[4001, "resume", "opcode"],
	[4002, "resume", "decoded"],
	[4003, "identify", "before Identify"],
	[4004, "stop", "token"],
	[4005, "identify", "second Identify"],
	[4006, "resume", "server closed"], // not documented for the main gateway
	[4007, "identify", "sequence"],
	[4008, "resume", "too many"],
	[4009, "identify", "timed out"],
	[4010, "stop", "shard"],
	[4011, "stop", "too many guilds"],
	[4012, "stop", "version"],
	[4013, "stop", "intents"],
	[4014, "stop", "privileged"],
	[4999, "resume", "server closed"],
];

export = () => {
	describe("gatewayCloseRule", () => {
		for (const [code, action, word] of EXPECTED) {
			it(`should ${action} after ${code ?? "no close frame"}`, () => {
				const rule = gatewayCloseRule(code);
				expect(rule.action).to.equal(action);
				expect(rule.meaning.find(word, 1, true)[0]).to.be.ok();
			});
		}
	});

	describe("GATEWAY_CLOSE_RULES", () => {
		it("should have one row and meaning for each documented code and 1009", () => {
			const tested = new Set<number>();
			for (const [code] of EXPECTED) if (code !== undefined) tested.add(code);
			const meanings = new Set<string>();
			for (const [code, { meaning }] of GATEWAY_CLOSE_RULES) {
				expect(tested.has(code)).to.equal(true);
				meanings.add(meaning);
			}
			expect(GATEWAY_CLOSE_RULES.size()).to.equal(15);
			expect(meanings.size()).to.equal(15);
		});
	});
};
