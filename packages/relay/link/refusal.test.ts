import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { goneRefusal, rateRefusal, type GoneReason } from "./refusal.ts";

/** By hand from docs/relay.md: why a link ended, and the answer to a request for it. */
const GONE: ReadonlyArray<readonly [reason: GoneReason | undefined, code: string, message: string, fields: object]> = [
	[undefined, "link_unknown", "no such link, make a new one", {}],
	["idle", "link_unknown", "link was not polled (RELAY_IDLE_MS), make a new link", { gone: "idle" }],
	["deleted", "link_unknown", "link was deleted, make a new link", { gone: "deleted" }],
	[
		"overflow",
		"link_unknown",
		"too many errors waited for the client (RELAY_BUFFER_BYTES), make a new link",
		{ gone: "overflow" },
	],
	[
		"memory",
		"link_unknown",
		"relay's memory is full (RELAY_BUFFER_TOTAL), and this link held most of the token that held most, make a new link",
		{ gone: "memory" },
	],
	["worn", "link_unknown", "link ran out of record numbers, make a new link", { gone: "worn" }],
	["draining", "draining", "relay is about to end, make a new link", { retry_after: 1 }],
];

describe("goneRefusal", () => {
	for (const [reason, code, message, fields] of GONE) {
		it(`should be ${code} for ${reason ?? "a link that never was"}`, () => {
			const refusal = goneRefusal(reason);
			assert.deepEqual([refusal.code, refusal.message, refusal.fields], [code, message, fields]);
			assert.equal(refusal.name, "Refusal");
		});
	}
});

describe("rateRefusal", () => {
	it("should name the cause, its limit and the wait", () => {
		const { code, message, fields } = rateRefusal("new links", 20, 1500.2);
		assert.deepEqual([code, message], ["rate_limited", "too many new links, limit is 20"]);
		assert.deepEqual(fields, { retry_after: 1.501, limit: 20 });
	});
});
