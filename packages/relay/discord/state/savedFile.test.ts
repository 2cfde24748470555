import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readGuildFile, readSessionFile, writeGuildFile, writeSessionFile } from "./savedFile.ts";

const SESSION = { sessionId: "a", resumeUrl: "wss://b", s: 5, userId: "42" };
const FILE = { session: SESSION, guilds: ["1", "2"] };

const session = (changes: object): string =>
	JSON.stringify({ version: 1, key: "k", session: { ...SESSION, ...changes }, guilds: [] });

/** By hand: what is refused, and why. */
const REFUSED: ReadonlyArray<readonly [text: string, reason: RegExp]> = [
	["", /not JSON/],
	["{", /not JSON/],
	["null", /not a state file of version 1/],
	["[]", /not a state file/],
	[JSON.stringify({ version: 2, key: "k", session: SESSION, guilds: [] }), /not a state file of version 1/],
	[writeSessionFile("other", FILE), /another bot or token/],
	[JSON.stringify({ version: 1, key: "k", guilds: [] }), /no session/],
	[JSON.stringify({ version: 1, key: "k", session: SESSION }), /no session/],
	[session({ sessionId: 5 }), /no session/],
	[session({ userId: null }), /no session/],
	[session({ s: -1 }), /no session/],
	[session({ s: 1.5 }), /no session/],
];

describe("state files", () => {
	it("should read the session that was written", () => {
		assert.deepEqual(readSessionFile("k", writeSessionFile("k", FILE)), FILE);
	});

	it("should read a session without a resume URL", () => {
		const file = { session: { ...SESSION, resumeUrl: undefined }, guilds: [] };
		assert.deepEqual(readSessionFile("k", writeSessionFile("k", file)), file);
	});

	it("should read the guild that was written", () => {
		assert.deepEqual(readGuildFile("k", writeGuildFile("k", { a: [null] })), { a: [null] });
	});

	for (const [text, reason] of REFUSED) {
		it(`should refuse ${text.slice(0, 60)} as a session`, () => {
			assert.throws(() => readSessionFile("k", text), reason);
		});
	}

	it("should refuse a guild of another bot, and none", () => {
		assert.throws(() => readGuildFile("k", writeGuildFile("other", {})), /another bot/);
		assert.throws(() => readGuildFile("k", '{"version":1,"key":"k"}'), /no guild/);
	});
});
