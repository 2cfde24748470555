/// <reference types="@rbxts/testez/globals" />

import { describeChange, readChange } from "../../../src/protocol/room/roomChange";
import { CHANGES } from "../../../src/protocol/room/segment";
import { canonical } from "../../support/canonical";

const SILENT = { bot: false, selfMute: false, selfDeaf: false, serverMute: false, serverDeaf: false };

const READ: ReadonlyArray<readonly [wire: unknown, change: object]> = [
	[["n", "9", "General"], { kind: "channel", channelId: "9", name: "General" }],
	[["z", "9"], { kind: "channelGone", channelId: "9" }],
	[["m", "1", {}], { kind: "member", userId: "1", profile: SILENT }],
	[
		["m", "1", { name: "Ada", avatar: "https://a", bot: true, channel: "9", selfMute: true, mute: true }],
		{
			kind: "member",
			userId: "1",
			profile: { ...SILENT, name: "Ada", avatarUrl: "https://a", bot: true, selfMute: true, serverMute: true },
			channelId: "9",
		},
	],
	[
		["m", "1", { selfDeaf: true, deaf: true, name: 7, bot: "yes" }],
		{ kind: "member", userId: "1", profile: { ...SILENT, selfDeaf: true, serverDeaf: true } },
	],
	[["x", "1"], { kind: "left", userId: "1" }],
	[["s", "1", 15], { kind: "speaks", userId: "1", level: 1 }],
	[["s", "1", "loud"], { kind: "speaks", userId: "1", level: 0 }],
	[["s", "1", 99], { kind: "speaks", userId: "1", level: 1 }],
	[["q", "1"], { kind: "silent", userId: "1" }],
	[["v", "1", 3], { kind: "level", userId: "1", level: 0.2 }],
	[["w", "live", "ignored"], { kind: "speakers", speakers: "live", reason: "" }],
	[["w", "elsewhere", "in Music"], { kind: "speakers", speakers: "elsewhere", reason: "in Music" }],
	[["w", "none"], { kind: "speakers", speakers: "none", reason: "the relay gave no reason" }],
	[["e", { state: "pending" }], { kind: "encryption", encryption: { kind: "pending" } }],
	[["g", "identified again"], { kind: "gap", reason: "identified again" }],
	[["g"], { kind: "gap", reason: "the relay gave no reason" }],
];

const MALFORMED: ReadonlyArray<readonly [wire: unknown, description: string]> = [
	[undefined, "a change of type nil without a letter"],
	["s", "a change of type string without a letter"],
	[[], "a change of type table without a letter"],
	[[1, "1"], "a change of type table without a letter"],
	[{ s: "1" }, "a change of type table without a letter"],
	[["n", "9"], "a change of kind channel that cannot be read"],
	[["n", 9, "General"], "a change of kind channel that cannot be read"],
	[["z"], "a change of kind channelGone that cannot be read"],
	[["m", "1"], "a change of kind member that cannot be read"],
	[["m", 1, {}], "a change of kind member that cannot be read"],
	[["x", ""], "a change of kind left that cannot be read"],
	[["s", 1191168914239782912, 3], "a change of kind speaks that cannot be read"],
	[["q"], "a change of kind silent that cannot be read"],
	[["v", {}, 1], "a change of kind level that cannot be read"],
	[["w", "perhaps", ""], "a change of kind speakers that cannot be read"],
	[["e", { state: "active" }], "a change of kind encryption that cannot be read"],
	[["e"], "a change of kind encryption that cannot be read"],
];

export = () => {
	describe("readChange", () => {
		for (const [wire, change] of READ) {
			it(`should read ${canonical(wire)}`, () => {
				expect(canonical(readChange(wire))).to.equal(canonical(change));
			});
		}

		for (const [wire, description] of MALFORMED) {
			it(`should find ${description}: ${canonical(wire)}`, () => {
				expect(readChange(wire)).to.equal(undefined);
				expect(describeChange(wire)).to.equal(description);
			});
		}

		it("should ignore changes of later versions", () => {
			for (const letter of ["y", "toString", "constructor"]) expect(readChange([letter, "1"])).to.equal("later");
		});

		it("should read every letter", () => {
			const letters = new Set<unknown>(READ.map(([wire]) => (wire as ReadonlyArray<unknown>)[0]));
			for (const [letter] of pairs(CHANGES)) expect(letters.has(letter)).to.equal(true);
		});
	});
};
