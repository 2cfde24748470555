import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { REFUSAL_STATUS, Refusal } from "../link/refusal.ts";
import { takesGzip } from "./body.ts";
import { toRefusal } from "./problem.ts";

describe("REFUSAL_STATUS", () => {
	it("should say what docs/relay.md says", () => {
		assert.deepEqual(REFUSAL_STATUS, {
			bad_request: 400,
			bad_version: 400,
			bad_ack: 400,
			bad_secret: 400,
			secret_unknown: 400,
			unauthorized: 401,
			place_not_allowed: 403,
			secret_not_allowed: 403,
			link_unknown: 404,
			not_found: 404,
			request_timeout: 408,
			up_gap: 409,
			too_large: 413,
			unsupported_media_type: 415,
			expectation_failed: 417,
			rate_limited: 429,
			discord_rate_limited: 429,
			head_too_large: 431,
			internal: 500,
			discord_status: 502,
			discord_unreachable: 502,
			draining: 503,
			overloaded: 503,
			discord_timeout: 504,
		});
	});
});

describe("toRefusal", () => {
	it("should tell a failure of the relay itself, and nothing about it", () => {
		const { code, message, fields } = toRefusal(new TypeError("secret of the relay"), 1);
		assert.deepEqual([code, message, fields], ["internal", "relay failed", {}]);
	});

	it("should leave a refusal as it is", () => {
		const refusal = new Refusal("up_gap", "why", { expected: 1 });
		assert.equal(toRefusal(refusal, 1), refusal);
	});
});

describe("takesGzip", () => {
	it("should read accept-encoding", () => {
		for (const header of ["gzip", "gzip, deflate", "br;q=1.0, GZIP;q=0.5", "*"])
			assert.ok(takesGzip(header), header);
		for (const header of [undefined, "", "identity", "gzip;q=0", "gzip;q=0.0", "xgzip", "deflate"]) {
			assert.ok(!takesGzip(header), header);
		}
	});
});
