import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Intent } from "../../intents/index.ts";
import { buildVoiceState } from "../fixtures/builders.ts";
import { BOT, defaultGuild } from "../fixtures/defaults.ts";
import { GuildCreates } from "./GuildCreates.ts";
import { Guilds } from "../Guilds.ts";
import { MainSession, type ClientSocket } from "../session/MainSession.ts";

const GUILD = defaultGuild(BOT);

/** A session whose socket is never used. */
function sessionOf(id: string, intents: number): MainSession {
	const traits = {
		id,
		intents,
		userId: BOT.id,
		token: "token",
		shard: undefined,
		largeThreshold: undefined,
		compress: false,
	};
	return new MainSession(traits, {} as ClientSocket, { replaySize: 1, recordSize: 1 });
}

describe("GuildCreates", () => {
	it("should share one event between sessions with the same view", () => {
		const creates = new GuildCreates(new Guilds([GUILD]));
		const [first, second] = ["1", "2"].map((id) => creates.of(sessionOf(id, Intent.Guilds), GUILD));
		assert.equal(first, second);
		const { d } = JSON.parse(first!.seenWith(Intent.Guilds)!.toJson(1)) as { d: { id: string } };
		assert.equal(d.id, GUILD.id);
		assert.equal(first!.seenWith(0), undefined);
	});

	it("should show the current guild", () => {
		const guilds = new Guilds([GUILD]);
		const creates = new GuildCreates(guilds);
		const session = sessionOf("1", Intent.Guilds);
		const shown = (): unknown => JSON.parse(creates.of(session, GUILD).seenWith(Intent.Guilds)!.toJson(1));
		const before = shown();
		const state = buildVoiceState({ guild_id: GUILD.id, user_id: BOT.id });
		guilds.setVoiceState(state);
		const { d } = shown() as { d: { voice_states: ReadonlyArray<{ user_id: string }> } };
		assert.notDeepEqual(d, (before as { d: unknown }).d);
		assert.ok(d.voice_states.some(({ user_id }) => user_id === BOT.id));
		guilds.setVoiceState({ ...state, channel_id: null });
		assert.deepEqual(shown(), before);
	});
});
