/** Compares the tables of the main gateway with those of discord-api-types, which match Discord's docs. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as discord from "discord-api-types/v10";
import { GatewayCloseCode } from "../../../src/protocol/gateway/closeCode.ts";
import { endsSession } from "./session/closePolicy.ts";
import { GatewayOpcode } from "../../../src/protocol/gateway/opcode.ts";

const membersOf = (table: object): ReadonlyArray<readonly [string, unknown]> =>
	Object.entries(table).filter(([, value]) => typeof value === "number");

for (const [title, ours, theirs] of [
	["GatewayOpcode", GatewayOpcode, discord.GatewayOpcodes],
	["GatewayCloseCode", GatewayCloseCode, discord.GatewayCloseCodes],
] as const) {
	describe(title, () => {
		it("should have exactly Discord's names and values", () => {
			assert.deepEqual(new Map(membersOf(ours)), new Map(membersOf(theirs)));
		});
	});
}

/** By hand: who closed, the code, and whether the session is over. */
const ENDINGS: ReadonlyArray<readonly [by: "client" | "server" | "link", code: number | undefined, ends: boolean]> = [
	["client", 1000, true],
	["client", 1001, true],
	["client", 1005, false],
	["client", 4000, false],
	["client", undefined, false],
	["link", undefined, false],
	["server", 1000, false],
	["server", 1001, false],
	["server", 4000, false],
	["server", 4001, false],
	["server", 4002, false],
	["server", 4003, false],
	["server", 4004, true],
	["server", 4005, false],
	["server", 4007, true],
	["server", 4008, false],
	["server", 4009, true],
	["server", 4010, true],
	["server", 4011, true],
	["server", 4012, true],
	["server", 4013, true],
	["server", 4014, true],
	["server", 4999, false],
];

describe("endsSession", () => {
	for (const [by, code, ends] of ENDINGS) {
		it(`should return ${ends} for ${code} by the ${by}`, () => assert.equal(endsSession(by, code), ends));
	}
});
