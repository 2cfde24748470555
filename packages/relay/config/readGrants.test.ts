import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readGrants } from "./readGrants.ts";

const TOKENS = new Set(["game", "other"]);
const grant = (token: string, bot?: string, guild?: string, channel?: string, right = "join") => ({
	token,
	bot,
	guild,
	channel,
	right,
});

/** By hand: what is refused, and the error. */
const REFUSED: ReadonlyArray<readonly [text: string, message: RegExp]> = [
	["game", /^RELAY_GRANTS must be token=bot\/guild\/channel:watch or :join.*, got game$/],
	["game=", /, got game=$/],
	["game=main", /, got main$/],
	["game=main/1/2", /, got main\/1\/2$/],
	["game=main/1:join", /, got main\/1:join$/],
	["game=main/1/2/3:join", /, got main\/1\/2\/3:join$/],
	["game=main/1/2:speak", /, got main\/1\/2:speak$/],
	["game=main/1/2:join:watch", /, got main\/1\/2:join:watch$/],
	["game=main/x/2:join", /, got main\/x\/2:join$/],
	["game=main/1/x:join", /, got main\/1\/x:join$/],
	["game=a b/1/2:join", /, got a b\/1\/2:join$/],
	["game=main/*/2:join", /^RELAY_GRANTS: a channel needs its guild, got main\/\*\/2:join$/],
	["gmae=main/1/2:join", /^RELAY_GRANTS: there is no token gmae: RELAY_TOKENS has the names$/],
];

describe("readGrants", () => {
	for (const [text, message] of REFUSED) {
		it(`should refuse ${text}`, () => assert.throws(() => readGrants(text, "", TOKENS), { message }));
	}

	it("should read bots, guilds, channels and rights", () => {
		assert.deepEqual(readGrants("game=main/123456/*:join, main/77/88:watch; other = */*/*:join", "", TOKENS), [
			grant("game", "main", "123456"),
			grant("game", "main", "77", "88", "watch"),
			grant("other"),
		]);
	});

	it("should read lines of a file, without comments", () => {
		const lines = "# rooms\n\ngame=main/1/2:join\n  # more\r\nother=main/1/*:watch\n";
		assert.deepEqual(readGrants("", lines, TOKENS), [
			grant("game", "main", "1", "2"),
			grant("other", "main", "1", undefined, "watch"),
		]);
	});

	it("should have none by default", () => assert.deepEqual(readGrants("", "", TOKENS), []));
});
