import assert from "node:assert/strict";
import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { describe, it } from "node:test";
import { FakeClock } from "../../shared/support/FakeClock.ts";
import { openLookups } from "./openLookups.ts";

/** Looks a name up. Resolves to its addresses; rejects with the fault. */
function look(lookup: LookupFunction, name: string): Promise<ReadonlyArray<string>> {
	return new Promise((resolve, reject) => {
		lookup(name, { all: true }, (error, addresses) => {
			if (error !== null) reject(error);
			else resolve((addresses as Array<LookupAddress>).map(({ address }) => address));
		});
	});
}

describe("openLookups", () => {
	const answers: Array<string> = [];
	const lookupFor = openLookups(new FakeClock(), async () => ({
		addresses: [{ address: answers.shift() ?? "", family: 4 }],
		ttlMs: 60_000,
	}));

	it("should check cached addresses each time", async () => {
		answers.push("1.1.1.1");
		for (const tenant of ["one", "two"])
			assert.deepEqual(await look(lookupFor(tenant, false), "a.example"), ["1.1.1.1"]);
		answers.push("10.0.0.1");
		for (const tenant of ["one", "two"]) {
			await assert.rejects(look(lookupFor(tenant, false), "b.example"), { fault: "address_not_allowed" });
		}
		assert.equal(answers.length, 0);
	});

	it("should resolve insecure names with the system, whatever their addresses", async () => {
		const addresses = await look(lookupFor("one", true), "localhost");
		assert.ok(addresses.every((address) => ["127.0.0.1", "::1"].includes(address)) && addresses.length > 0);
	});
});
