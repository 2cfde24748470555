import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readGrants } from "../config/readGrants.ts";
import type { RoomKey } from "../room/RoomKey.ts";
import { Grants, type RoomRight } from "./Grants.ts";

const TOKENS = new Set(["game", "other"]);
const room = (text: string): RoomKey => {
	const [bot = "", guild = "", channel = ""] = text.split("/");
	return channel === "" ? { bot, guild } : { bot, guild, channel };
};

/** By hand: grants, number of tokens, token, room, and its right. */
const RIGHTS: ReadonlyArray<
	readonly [grants: string, tokens: number, token: string, room: string, right: RoomRight | undefined]
> = [
	["", 1, "game", "main/1/2", "join"],
	["", 1, "game", "main/1", "join"],
	["", 2, "game", "main/1/2", undefined],
	["game=main/1/2:watch", 1, "game", "main/1/2", "watch"],
	["game=main/1/2:watch", 1, "game", "main/1/3", undefined],
	["game=main/1/2:watch", 1, "game", "main/3/2", undefined],
	["game=main/1/2:watch", 1, "game", "spare/1/2", undefined],
	["game=main/1/2:watch", 2, "other", "main/1/2", undefined],
	["game=main/1/2:watch", 2, "game", "main/1", undefined],
	["game=main/1/*:watch", 2, "game", "main/1", "watch"],
	["game=main/1/*:join", 2, "game", "main/1/9", "join"],
	["game=main/1/*:join", 2, "game", "main/2/9", undefined],
	["game=main/*/*:join", 2, "game", "main/2/9", "join"],
	["game=*/1/2:join", 2, "game", "spare/1/2", "join"],
	["game=*/*/*:watch", 2, "game", "spare/5", "watch"],
	["game=*/*/*:watch,main/1/2:join", 2, "game", "main/1/2", "join"],
	["game=main/1/2:join,*/*/*:watch", 2, "game", "main/1/2", "join"],
	["game=main/1/2:join;other=main/1/*:watch", 2, "other", "main/1/2", "watch"],
	["game=main/1/2:watch;game=main/1/3:join", 2, "game", "main/1/3", "join"],
];

describe("Grants", () => {
	for (const [text, tokens, token, name, right] of RIGHTS) {
		it(`should give ${token} of ${tokens} ${right ?? "nothing"} in ${name} for "${text}"`, () => {
			const grants = new Grants(readGrants(text, "", TOKENS), tokens);
			assert.equal(grants.rightOf(token, room(name)), right);
		});
	}

	it("should name the setting and the missing grant", () => {
		assert.equal(
			new Grants([], 2).remedy("game", room("main/1/2"), "watch"),
			"relay has several tokens and no grants: write game=main/1/2:watch into RELAY_GRANTS",
		);
		assert.equal(
			new Grants(readGrants("game=main/1/2:watch", "", TOKENS), 1).remedy("game", room("main/1"), "watch"),
			"token game lacks the right: write game=main/1/*:watch into RELAY_GRANTS",
		);
	});
});
