import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readBots } from "./readBots.ts";

const SECRETS = new Map([
	["bot", "value"],
	["other", "value"],
]);

/** By hand: what is refused, and the error. */
const REFUSED: ReadonlyArray<readonly [text: string, message: RegExp]> = [
	["main", /^RELAY_BOTS must be name=secret or name=secret\/shards, with names of a-z 0-9 _ -, got main$/],
	["main=", /must be name=secret/],
	["=bot", /must be name=secret/],
	["Main=bot", /must be name=secret/],
	["main=bot/2/3", /must be name=secret/],
	["main=gone", /^RELAY_BOTS: there is no secret gone: set RELAY_SECRET_GONE$/],
	["main=bot/0", /^RELAY_BOTS: shards of main must be an integer from 1 to 4096, got 0$/],
	["main=bot/two", /must be an integer/],
	["main=bot/5000", /must be an integer/],
	["main=bot,main=other", /^RELAY_BOTS must have each name once$/],
	["main=bot,copy=bot", /^RELAY_BOTS must have each secret once, got bot twice$/],
];

describe("readBots", () => {
	it("should read bots by name, with their shards", () => {
		assert.deepEqual(readBots("main=bot, second = other / 16", SECRETS), [
			{ name: "main", secret: "bot", shards: undefined },
			{ name: "second", secret: "other", shards: 16 },
		]);
	});

	it("should read none", () => assert.deepEqual(readBots("", SECRETS), []));

	for (const [text, message] of REFUSED) {
		it(`should refuse ${text}`, () => {
			assert.throws(
				() => readBots(text, SECRETS),
				(error) => error instanceof Error && message.test(error.message) && !error.message.includes("value"),
			);
		});
	}
});
