import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GuildState } from "./GuildState.ts";
import {
	BOT,
	CHANNELS,
	CREATE,
	EVERYONE,
	GUILD,
	LOBBY,
	make,
	member,
	STAGE,
	state,
	told,
} from "./support/guildBodies.ts";

describe("GuildState: saved", () => {
	it("should be the same after it was saved and restored", () => {
		const guild = make({
			...CREATE,
			members: [{ ...member(BOT, "Bot"), roles: ["2"] }, member("6", "Ann")],
			roles: [EVERYONE, { id: "2", permissions: "8" }],
			voice_states: [state("6", LOBBY, { self_mute: true, mute: true })],
		});
		guild.apply("CHANNEL_UPDATE", {
			...CHANNELS[0],
			permission_overwrites: [{ id: GUILD, type: 0, allow: "0", deny: "1024" }],
		});
		guild.lose("a new session");
		const saved = JSON.stringify(guild);
		const restored = GuildState.restore(JSON.parse(saved), BOT) ?? assert.fail();
		assert.equal(JSON.stringify(restored), saved);
		assert.equal(restored.status, "present");
		assert.deepEqual(restored.changesOf(undefined), guild.changesOf(undefined));
		assert.deepEqual(told(restored.apply("GUILD_CREATE", CREATE))[STAGE], [["g", "a new session"]]);
		assert.ok(!saved.includes("private"), "a session ID was saved");
	});

	for (const saved of [undefined, null, 1, "x", [], {}, { id: 1 }]) {
		it(`should not restore ${JSON.stringify(saved)}`, () => {
			assert.equal(GuildState.restore(saved, BOT), undefined);
		});
	}
});
