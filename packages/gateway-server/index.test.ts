import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as surface from "./index.ts";

describe("public surface", () => {
	it("should export the server, intents and a builder per object", () => {
		assert.deepEqual(Object.keys(surface).sort(), [
			"BOT",
			"CHANNEL_TYPES",
			"GatewayServer",
			"IDS",
			"Intent",
			"PRIVILEGED_INTENTS",
			"buildApplication",
			"buildCategory",
			"buildChannel",
			"buildEveryoneRole",
			"buildGuild",
			"buildMember",
			"buildMembers",
			"buildMessage",
			"buildPresence",
			"buildRole",
			"buildStageChannel",
			"buildTextChannel",
			"buildThread",
			"buildToken",
			"buildUser",
			"buildVoiceChannel",
			"buildVoiceState",
			"snowflake",
		]);
	});

	it("should build guilds of any size", () => {
		const server = new surface.GatewayServer({
			guilds: [surface.buildGuild({ members: surface.buildMembers(5000) })],
		});
		const [guild] = server.guilds;
		assert.equal(guild?.members.length, 5001);
		assert.equal(new Set(guild?.members.map(({ user }) => user.id)).size, 5001);
	});
});
