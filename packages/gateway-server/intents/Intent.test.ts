/** Compares the intents with those of discord-api-types, which match Discord's docs. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GatewayIntentBits } from "discord-api-types/v10";
import { ALL_INTENTS, Intent, PRIVILEGED_INTENTS } from "./index.ts";

/** Old names that discord-api-types keeps as aliases. */
const DEPRECATED = ["GuildBans", "GuildEmojisAndStickers"];

/** Bits by name. The reverse mappings of the enum are left out. */
function bitsOf(table: object): Record<string, number> {
	const entries = Object.entries(table).filter((entry): entry is [string, number] => typeof entry[1] === "number");
	return Object.fromEntries(entries);
}

describe("Intent", () => {
	it("should match Discord's intents exactly", () => {
		const theirs = Object.entries(bitsOf(GatewayIntentBits)).filter(([name]) => !DEPRECATED.includes(name));
		assert.equal(theirs.length, 21);
		assert.deepEqual(bitsOf(Intent), Object.fromEntries(theirs));
	});
});

describe("ALL_INTENTS", () => {
	it("should combine all intents", () => {
		assert.equal(
			Object.values(bitsOf(Intent)).reduce((all, bit) => all | bit, 0),
			53_608_447,
		);
		assert.equal(ALL_INTENTS, 53_608_447);
	});
});

describe("PRIVILEGED_INTENTS", () => {
	it("should be members, presences and message content", () => {
		assert.equal(PRIVILEGED_INTENTS, 33_026);
		assert.equal(PRIVILEGED_INTENTS, (1 << 1) | (1 << 8) | (1 << 15));
		assert.equal(ALL_INTENTS & ~PRIVILEGED_INTENTS, 53_575_421);
	});
});
