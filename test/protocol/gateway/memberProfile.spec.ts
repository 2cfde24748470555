/// <reference types="@rbxts/testez/globals" />

import { readIdentity, readMutes } from "../../../src/protocol/gateway/memberProfile";

const GUILD = "41771983423143937";
const USER = "80351110224678912";

/** Written by hand, from Discord Docs, "CDN Endpoints": (80351110224678912 >> 22) % 6 is 5. */
const DEFAULT = "https://cdn.discordapp.com/embed/avatars/5.png";

const ROWS: ReadonlyArray<readonly [name: string, member: unknown, known: string, avatarUrl: string]> = [
	[
		"a nickname first",
		{ nick: "Nick", user: { id: USER, global_name: "Global", username: "user" } },
		"Nick",
		DEFAULT,
	],
	["a display name next", { user: { id: USER, global_name: "Global", username: "user" } }, "Global", DEFAULT],
	["a user name last", { nick: "", user: { id: USER, username: "user" } }, "user", DEFAULT],
	["no name", { user: { id: USER } }, "nil", DEFAULT],
	["names that are no text", { nick: 5, user: { id: USER, global_name: true, username: "user" } }, "user", DEFAULT],
	[
		"an avatar of the guild first",
		{ avatar: "a_1f", user: { id: USER, avatar: "2e" } },
		"nil",
		`https://cdn.discordapp.com/guilds/${GUILD}/users/${USER}/avatars/a_1f.png`,
	],
	[
		"the user's own next",
		{ user: { id: USER, avatar: "2e" } },
		"nil",
		`https://cdn.discordapp.com/avatars/${USER}/2e.png`,
	],
	["only valid hashes", { avatar: "../x", user: { id: USER, avatar: "a b" } }, "nil", DEFAULT],
	["the default of a unique name", { user: { id: USER, discriminator: "0" } }, "nil", DEFAULT],
	[
		"the default of a discriminator: 1337 % 5 is 2",
		{ user: { id: USER, discriminator: "1337" } },
		"nil",
		"https://cdn.discordapp.com/embed/avatars/2.png",
	],
	["a discriminator that is no number", { user: { id: USER, discriminator: "x" } }, "nil", DEFAULT],
];

export = () => {
	describe("readIdentity", () => {
		for (const [name, member, known, avatarUrl] of ROWS) {
			it(`should read ${name}`, () => {
				const identity = readIdentity(GUILD, member);
				expect(tostring(identity?.name)).to.equal(known);
				expect(identity?.avatarUrl).to.equal(avatarUrl);
			});
		}

		it("should return undefined without a user", () => {
			const bodies: ReadonlyArray<unknown> = [5, "x", {}, { nick: "Nick" }, { user: {} }, { user: { id: 5 } }];
			for (const body of bodies) expect(readIdentity(GUILD, body)).to.equal(undefined);
			expect(readIdentity(GUILD, { user: { id: "a" } })).to.equal(undefined);
			expect(readIdentity(GUILD, undefined)).to.equal(undefined);
		});
	});

	describe("readMutes", () => {
		it("should read every mute", () => {
			const mutes = readMutes({ self_mute: true, self_deaf: false, mute: false, deaf: true });
			expect(mutes.selfMute).to.equal(true);
			expect(mutes.selfDeaf).to.equal(false);
			expect(mutes.serverMute).to.equal(false);
			expect(mutes.serverDeaf).to.equal(true);
		});

		it("should ignore a value that is not a boolean", () => {
			const mutes = readMutes({ self_mute: 1, self_deaf: "true", mute: {} });
			expect(next(mutes as object)[0]).to.equal(undefined);
			expect(next(readMutes(undefined) as object)[0]).to.equal(undefined);
		});
	});
};
