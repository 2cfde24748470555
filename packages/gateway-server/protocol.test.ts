/** Compares the tables of `src/protocol` with those of discord-api-types, which match Discord's docs. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as mainDiscord from "discord-api-types/gateway/v10";
import * as discord from "discord-api-types/voice/v8";
import { GatewayCloseCode } from "../../src/protocol/gateway/closeCode.ts";
import { GatewayOpcode } from "../../src/protocol/gateway/opcode.ts";
import { VoiceCloseCode } from "../../src/protocol/voice/closeCode.ts";
import { VoiceOpcode } from "../../src/protocol/voice/opcode.ts";
import { VOICE_VERSION } from "./voice/version.ts";

/** Names that differ from Discord's, by value. All others must match. */
const RENAMED: ReadonlyMap<number, string> = new Map([
	[4017, "DaveRequired"], // EndToEndEncryptionDAVEProtocolRequired
]);

function membersOf(table: object): ReadonlyMap<number, string> {
	const entries = Object.entries(table).filter((entry): entry is [string, number] => typeof entry[1] === "number");
	return new Map(entries.map(([name, value]) => [value, name]));
}

for (const [title, ours, theirs] of [
	["VoiceOpcode", VoiceOpcode, discord.VoiceOpcodes],
	["VoiceCloseCode", VoiceCloseCode, discord.VoiceCloseCodes],
	["GatewayOpcode", GatewayOpcode, mainDiscord.GatewayOpcodes],
	["GatewayCloseCode", GatewayCloseCode, mainDiscord.GatewayCloseCodes],
] as const) {
	describe(title, () => {
		it("should have exactly Discord's values", () => {
			const own = [...membersOf(ours).keys()].sort((a, b) => a - b);
			const expected = [...membersOf(theirs).keys()].sort((a, b) => a - b);
			assert.ok(expected.length > 10);
			assert.deepEqual(own, expected);
		});

		it("should have Discord's names", () => {
			const expected = new Map(
				[...membersOf(theirs)].map(([value, name]) => [value, RENAMED.get(value) ?? name]),
			);
			assert.deepEqual(membersOf(ours), expected);
		});
	});
}

describe("VOICE_VERSION", () => {
	it("should be the version of these tables", () => {
		assert.equal(String(VOICE_VERSION), discord.VoiceGatewayVersion);
	});
});
