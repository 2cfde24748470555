import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GatewayServer } from "../../gateway-server/GatewayServer.ts";
import { buildGuild, buildMember, buildUser, IDS } from "../../gateway-server/main/fixtures/builders.ts";
import { comparable, expectedRoster } from "./expectedRoster.ts";

function serverWith(): GatewayServer {
	const ada = buildMember({ user: buildUser({ global_name: "Ada" }), nick: "Countess" });
	const bot = buildMember({ user: buildUser({ id: IDS.bot, username: "bot", bot: true }) });
	const server = new GatewayServer({ guilds: [buildGuild({ members: [bot, ada] })] });
	server.channels.place(IDS.guild, IDS.user, IDS.voiceChannel, { selfMute: true });
	server.channels.place(IDS.guild, IDS.bot, IDS.voiceChannel);
	server.channels.place(IDS.guild, "5", IDS.otherVoiceChannel, { name: "Eve", deaf: true });
	return server;
}

describe("expectedRoster", () => {
	it("should have the members of a channel, with nickname and flags", () => {
		assert.deepEqual(expectedRoster(serverWith(), IDS.guild, IDS.voiceChannel), [
			[IDS.bot, { name: "bot", bot: true }],
			[IDS.user, { name: "Countess", selfMute: true }],
		]);
	});

	it("should have the channel of everyone in a guild room", () => {
		const roster = expectedRoster(serverWith(), IDS.guild);
		assert.deepEqual(roster.at(-1), ["5", { name: "Eve", channel: IDS.otherVoiceChannel, deaf: true }]);
		assert.equal(roster.length, 3);
	});
});

describe("comparable", () => {
	it("should leave out avatars", () => {
		assert.deepEqual(comparable([["1", { name: "Ada", avatar: "https://a" }]]), [["1", { name: "Ada" }]]);
	});
});
