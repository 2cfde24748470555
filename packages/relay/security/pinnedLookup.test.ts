import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";
import { describe, it } from "node:test";
import { createPinnedLookup, type LookupFault } from "./pinnedLookup.ts";

type Outcome = { readonly error: LookupFault | null; readonly address: string | Array<LookupAddress> };

/** Looks a name up among answers that are given out one after the other. */
function look(
	answers: ReadonlyArray<ReadonlyArray<string> | string>,
	all: boolean,
): { asked: () => number; run: () => Outcome } {
	let asked = 0;
	const lookup = createPinnedLookup((_host, _options, callback) => {
		const answer = answers[asked] ?? [];
		asked += 1;
		if (typeof answer === "string") callback(Object.assign(new Error(), { code: answer }), []);
		else
			callback(
				null,
				answer.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
			);
	});
	const run = (): Outcome => {
		let outcome: Outcome | undefined;
		lookup("name.example", { all }, (error, address) => {
			outcome = { error: error as LookupFault | null, address };
		});
		assert.ok(outcome);
		return outcome;
	};
	return { asked: () => asked, run };
}

describe("createPinnedLookup", () => {
	it("should return the checked addresses from one lookup", () => {
		const { asked, run } = look([["1.1.1.1", "2606:4700::1"], ["127.0.0.1"]], true);
		assert.deepEqual(run(), {
			error: null,
			address: [
				{ address: "1.1.1.1", family: 4 },
				{ address: "2606:4700::1", family: 6 },
			],
		});
		assert.equal(asked(), 1);
	});

	it("should return the first address if one is requested", () => {
		assert.equal(look([["1.1.1.1", "8.8.8.8"]], false).run().address, "1.1.1.1");
	});

	it("should refuse a name if any of its addresses is not public", () => {
		for (const addresses of [["127.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["1.1.1.1", "::ffff:10.0.0.1"]]) {
			const { error } = look([addresses], true).run();
			assert.equal(error?.fault, "address_not_allowed");
			assert.equal(error.message, "name.example leads to an address that is not public");
		}
	});

	it("should refuse a name that turns private between two connects", () => {
		const { run } = look([["1.1.1.1"], ["127.0.0.1"]], false);
		assert.equal(run().error, null);
		assert.equal(run().error?.fault, "address_not_allowed");
	});

	it("should report an unknown name", () => {
		const missing = look(["ENOTFOUND"], true).run().error;
		assert.deepEqual(
			[missing?.fault, missing?.message],
			["dns_failed", "name.example could not be looked up: ENOTFOUND"],
		);
		assert.equal(look([[]], true).run().error?.fault, "dns_failed");
	});
});
