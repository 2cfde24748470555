import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { heaviestTenant, holderToEnd, weighTenants } from "./shares.ts";

/** `a1` is a session of tenant a with a socket, `a1-` one that waits for a Resume. */
const read = (text: string) =>
	text
		.split(" ")
		.filter((name) => name !== "")
		.map((name) => ({ name, tenant: name.slice(0, 1), isTaken: !name.endsWith("-") }));

/** By hand: sessions that take all places, the tenant of the next, and the one that ends for it. */
const ROOM: ReadonlyArray<readonly [why: string, holders: string, tenant: string, ended: string | undefined]> = [
	["a tenant alone ends its own that waits longest", "a1 a2- a3-", "a", "a2-"],
	["a tenant alone with sockets gets no more", "a1 a2 a3", "a", undefined],
	["a tenant without sessions gets its share", "a1 a2 a3 a4", "b", "a4"],
	["one that waits goes before one with a socket", "a1 a2- a3 a4", "b", "a2-"],
	["a tenant below its share takes from the one that has most", "a1 b1 a2 a3 b2 a4 c1-", "c", "a4"],
	["a tenant within its share ends no session of another that has less", "a1 a2 a3 b1- c1", "c", undefined],
	["a tenant at its share gets no more", "a1 a2 b1 b2", "b", undefined],
	["a tenant above its share ends its own", "a1 a2 a3- b1-", "a", "a3-"],
	["more tenants than places", "a1", "b", undefined],
	["no places at all", "", "a", undefined],
];

describe("holderToEnd", () => {
	for (const [why, holders, tenant, ended] of ROOM) {
		it(`should see: ${why}`, () => assert.equal(holderToEnd(read(holders), tenant)?.name, ended));
	}

	it("should converge to equal shares if two tenants want everything", () => {
		let holders = read("a1 a2 a3 a4 a5 a6");
		for (let count = 0; count < 20; count += 1) {
			const tenant = count % 3 === 0 ? "a" : "b";
			const ended = holderToEnd(holders, tenant);
			if (ended === undefined) continue;
			holders = [...holders.filter((holder) => holder !== ended), { name: `${tenant}x`, tenant, isTaken: true }];
		}
		assert.deepEqual([...weighTenants(holders, () => 1)].sort(), [
			["a", 3],
			["b", 3],
		]);
	});
});

describe("heaviestTenant", () => {
	it("should sum by tenant, and take the first of equals", () => {
		const weights = weighTenants(read("a1 b1 a2 c1 b2"), ({ name }) => Number(name[1]));
		assert.deepEqual(
			[...weights],
			[
				["a", 3],
				["b", 3],
				["c", 1],
			],
		);
		assert.equal(heaviestTenant(weights), "a");
		assert.equal(heaviestTenant(new Map()), undefined);
	});
});
