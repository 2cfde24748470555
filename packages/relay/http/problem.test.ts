import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Refusal } from "../link/refusal.ts";
import { takesGzip } from "./body.ts";
import { toRefusal } from "./problem.ts";

describe("toRefusal", () => {
	it("should report an internal failure without details", () => {
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
