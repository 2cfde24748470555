/// <reference types="@rbxts/testez/globals" />

import { RelayAction } from "../../../src/protocol/relay/faultCode";
import { explain, readRefusal } from "../../../src/protocol/relay/refusal";

/** Written by hand from "What a client does" in docs/relay.md. */
const ANSWERS: ReadonlyArray<readonly [status: number, code: string, action: RelayAction]> = [
	[400, "bad_request", "refused"],
	[400, "bad_version", "refused"],
	[400, "bad_ack", "refused"],
	[400, "bad_secret", "refused"],
	[401, "unauthorized", "refused"],
	[403, "place_not_allowed", "refused"],
	[404, "link_unknown", "gone"],
	[404, "not_found", "refused"],
	[408, "request_timeout", "retry"],
	[409, "up_gap", "gap"],
	[413, "too_large", "shrink"],
	[415, "unsupported_media_type", "refused"],
	[417, "expectation_failed", "refused"],
	[429, "rate_limited", "wait"],
	[431, "head_too_large", "refused"],
	[429, "discord_rate_limited", "wait"],
	[502, "discord_status", "retry"],
	[502, "discord_unreachable", "retry"],
	[504, "discord_timeout", "retry"],
	[500, "internal", "retry"],
	[503, "draining", "leave"],
	[503, "overloaded", "wait"],
	[418, "of_a_later_version", "refused"],
	[507, "of_a_later_version", "retry"],
];

/** Answers of a proxy, or of a server that is not a relay. */
const NO_RELAY = [undefined, "<html>", 7, {}, [], { error: "text" }, { error: {} }, { error: { code: 7 } }];

export = () => {
	describe("readRefusal", () => {
		for (const [status, code, action] of ANSWERS) {
			it(`should ${action} after ${status} ${code}`, () => {
				const refusal = readRefusal(status, { error: { code, message: "why" } });
				expect(refusal.action).to.equal(action);
				expect(refusal.code).to.equal(code);
				expect(refusal.reason.find(`${code}: why`, 1, true)[0]).to.equal(1);
				expect(refusal.retryAfter).to.equal(undefined);
			});
		}

		it("should retry after an answer that no relay wrote", () => {
			for (const body of NO_RELAY) {
				for (const status of [302, 400, 404, 502]) {
					const refusal = readRefusal(status, body);
					expect(refusal.action).to.equal("retry");
					expect(refusal.reason).to.equal(`status ${status}, not from a relay`);
				}
			}
		});

		/** Value of `retry_after`, and the seconds to wait. */
		const TIMES: ReadonlyArray<readonly [value: unknown, seconds: number | undefined]> = [
			[1.5, 1.5],
			[0, 0],
			[3600, 3600],
			[1e300, 1e300],
			[math.huge, undefined],
			[-1, undefined],
			[-math.huge, undefined],
			[0 / 0, undefined],
			["1", undefined],
			[true, undefined],
			[{}, undefined],
			[undefined, undefined],
		];
		for (const [value, seconds] of TIMES) {
			it(`should wait ${seconds} s after a retry_after of ${value}`, () => {
				const body = { error: { code: "rate_limited", retry_after: value } };
				expect(readRefusal(429, body, 7).retryAfter).to.equal(seconds);
			});
		}

		it("should return the wait of a header if no relay wrote the answer", () => {
			expect(readRefusal(429, "<html>", 7).retryAfter).to.equal(7);
			expect(readRefusal(429, "<html>").retryAfter).to.equal(undefined);
		});

		it("should read the number of the expected record", () => {
			expect(readRefusal(409, { error: { code: "up_gap", expected: 7 } }).expected).to.equal(7);
			expect(readRefusal(409, { error: { code: "up_gap", expected: "7" } }).expected).to.equal(undefined);
			const status = { error: { code: "discord_status", status: 401 } };
			expect(readRefusal(502, status).farStatus).to.equal(401);
			expect(readRefusal(502, { error: { code: "discord_status", status: "401" } }).farStatus).to.equal(
				undefined,
			);
		});
	});

	describe("explain", () => {
		it("should add advice for the user", () => {
			expect(explain("unauthorized", "")).to.equal(
				"unauthorized; give the package a token that is in the relay's RELAY_TOKENS",
			);
			expect(explain("dns_failed", "no such name")).to.equal("dns_failed: no such name");
			expect(explain("other", undefined)).to.equal("other");
		});
	});
};
