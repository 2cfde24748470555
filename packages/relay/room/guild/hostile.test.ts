import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { MOST_CHANNELS, MOST_OCCUPANTS } from "./bounds.ts";
import type { GuildDispatch } from "./guildDispatch.ts";
import { GuildState } from "./GuildState.ts";
import { BOT, CREATE, LOBBY, make, STAGE, state } from "./support/guildBodies.ts";

describe("GuildState: hostile input", () => {
	const names: ReadonlyArray<GuildDispatch> = [
		"GUILD_CREATE",
		"GUILD_UPDATE",
		"CHANNEL_CREATE",
		"CHANNEL_UPDATE",
		"CHANNEL_DELETE",
		"GUILD_ROLE_CREATE",
		"GUILD_ROLE_UPDATE",
		"GUILD_ROLE_DELETE",
		"GUILD_MEMBER_UPDATE",
		"VOICE_STATE_UPDATE",
	];
	const junk = [
		undefined,
		null,
		1,
		"x",
		[],
		[[]],
		{},
		{ id: 1 },
		{ user_id: "a", channel_id: {} },
		{ user: { id: [] } },
	];
	const nested = junk.map((item) => ({ roles: [item], channels: [item], members: [item], voice_states: [item] }));

	for (const name of names) {
		it(`should skip a malformed ${name}`, () => {
			const guild = make();
			for (const body of [...junk, ...nested]) {
				guild.apply(name, body);
				guild.refusalOf(LOBBY, true);
				GuildState.restore(JSON.parse(JSON.stringify(guild)), BOT);
			}
			guild.apply("GUILD_CREATE", CREATE);
			assert.deepEqual(guild.changesOf(LOBBY), make().changesOf(LOBBY));
		});
	}

	it("should count what it skips", () => {
		const guild = make();
		guild.apply("VOICE_STATE_UPDATE", { user_id: "no" });
		guild.apply("CHANNEL_CREATE", { type: 2 });
		guild.apply("GUILD_CREATE", { ...CREATE, channels: [{}], voice_states: [{}] });
		assert.equal(guild.faults, 4);
	});

	it("should keep a bounded number of channels and users", () => {
		const guild = make();
		for (let id = 1000; id < 1000 + MOST_OCCUPANTS + 5; id += 1) {
			guild.apply("VOICE_STATE_UPDATE", state(`${id}`, STAGE));
			guild.apply("CHANNEL_CREATE", { id: `${id}`, type: 2, name: "x" });
		}
		const saved = guild.toJSON();
		assert.deepEqual([saved.occupants.length, saved.channels.length], [MOST_OCCUPANTS, MOST_CHANNELS]);
		guild.apply("VOICE_STATE_UPDATE", state("6", null));
		guild.apply("VOICE_STATE_UPDATE", state("5", LOBBY));
		assert.equal(guild.channelOf("5"), LOBBY);
	});

	it("should keep names short and well-formed", () => {
		const guild = make();
		guild.apply("CHANNEL_UPDATE", { id: LOBBY, type: 2, name: "\ud83d" + "n".repeat(200) });
		assert.deepEqual(guild.changesOf(LOBBY)[0], ["n", LOBBY, `\ufffd${"n".repeat(99)}`]);
	});
});
