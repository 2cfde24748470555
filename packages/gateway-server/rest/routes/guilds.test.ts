import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { identifyMain } from "../../support/mainFixtures.ts";
import { startRest } from "../../support/restFixtures.ts";
import { Intent } from "../../intents/index.ts";
import {
	buildGuild,
	buildMembers,
	buildPresence,
	buildRole,
	buildThread,
	BOT,
	IDS,
	snowflake,
} from "../../main/fixtures/builders.ts";

const GUILD = buildGuild({
	threads: [buildThread()],
	members: buildMembers(2),
	roles: [buildRole()],
	presences: [buildPresence(), buildPresence({ user: { id: "5" }, status: "offline" })],
});
const PATH = `/guilds/${IDS.guild}`;
const OPTIONS = { guilds: [GUILD] };

const idsOf = (items: unknown): ReadonlyArray<string> => (items as ReadonlyArray<{ id: string }>).map(({ id }) => id);

describe("GET /guilds/{id}", () => {
	it("should omit fields that only GUILD_CREATE has", async (context) => {
		const { read } = await startRest(context, OPTIONS);
		const { body } = await read("GET", PATH);
		const names = Object.keys(body as object);
		for (const name of ["id", "owner_id", "roles", "emojis", "features"]) assert.ok(names.includes(name), name);
		for (const name of [
			"members",
			"channels",
			"voice_states",
			"joined_at",
			"presences",
			"approximate_member_count",
		]) {
			assert.ok(!names.includes(name), name);
		}
	});

	it("should count all and online members using with_counts", async (context) => {
		const { read } = await startRest(context, OPTIONS);
		const counts = (await read("GET", `${PATH}?with_counts=true`)).body as Record<string, unknown>;
		assert.deepEqual([counts.approximate_member_count, counts.approximate_presence_count], [3, 1]);
		const [partial] = (await read("GET", "/users/@me/guilds?with_counts=true")).body as Array<object>;
		assert.deepEqual(partial, {
			id: IDS.guild,
			name: "Fixture",
			icon: null,
			banner: null,
			features: [],
			owner: false,
			permissions: "8",
			approximate_member_count: 3,
			approximate_presence_count: 1,
		});
	});
});

describe("guild contents", () => {
	/** By hand: a path under the guild, and the expected IDs. */
	const lists: ReadonlyArray<readonly [path: string, ids: ReadonlyArray<string>]> = [
		[`${PATH}/channels`, [IDS.textChannel, IDS.voiceChannel, IDS.otherVoiceChannel]],
		[`${PATH}/roles`, [IDS.guild, IDS.role]],
		[`${PATH}/emojis`, []],
		[`${PATH}/stickers`, []],
		[`${PATH}/scheduled-events`, []],
		[`${PATH}/regions`, ["brazil", "rotterdam", "singapore", "us-east"]],
		["/voice/regions", ["brazil", "rotterdam", "singapore", "us-east"]],
	];
	for (const [path, ids] of lists) {
		it(`should list ${ids.length} items under ${path.replace(/\d+/g, "…")}`, async (context) => {
			const { read } = await startRest(context, OPTIONS);
			assert.deepEqual(idsOf((await read("GET", path)).body), ids);
		});
	}

	/** By hand: a path, and the ID of the expected object. */
	const objects: ReadonlyArray<readonly [path: string, id: string]> = [
		[`${PATH}/roles/${IDS.role}`, IDS.role],
		[`/channels/${IDS.voiceChannel}`, IDS.voiceChannel],
		[`/channels/${IDS.thread}`, IDS.thread],
		[`/users/${IDS.bot}`, IDS.bot],
		[`/users/${snowflake(1_000_000)}`, snowflake(1_000_000)],
		["/users/@me", IDS.bot],
		["/applications/@me", IDS.bot],
		["/oauth2/applications/@me", IDS.bot],
	];
	for (const [path, id] of objects) {
		it(`should return one object under ${path}`, async (context) => {
			const { read } = await startRest(context, OPTIONS);
			assert.equal(((await read("GET", path)).body as { id: string }).id, id);
		});
	}

	it("should wrap threads and sounds in their own lists", async (context) => {
		const { read } = await startRest(context, OPTIONS);
		const { body } = await read("GET", `${PATH}/threads/active`);
		assert.deepEqual(idsOf((body as { threads: unknown }).threads), [IDS.thread]);
		assert.deepEqual((await read("GET", `${PATH}/soundboard-sounds`)).body, { items: [] });
		const [sound] = (await read("GET", "/soundboard-default-sounds")).body as Array<{ sound_id: string }>;
		assert.equal(sound?.sound_id, "1");
		assert.deepEqual((await read("GET", "/sticker-packs")).body, { sticker_packs: [] });
	});
});

describe("members", () => {
	const [first, second] = [snowflake(1_000_000), snowflake(1_000_001)];

	/** By hand: the query and the expected users. The bot's ID is the lowest. */
	const pages: ReadonlyArray<readonly [query: string, ids: ReadonlyArray<string>]> = [
		["", [IDS.bot]],
		["?limit=2", [IDS.bot, first]],
		[`?limit=1000&after=${IDS.bot}`, [first, second]],
		[`?limit=1000&after=${second}`, []],
	];
	for (const [query, ids] of pages) {
		it(`should be paginated: ${query || "no query"}`, async (context) => {
			const { read } = await startRest(context, OPTIONS);
			const { body } = await read("GET", `${PATH}/members${query}`);
			assert.deepEqual(
				(body as Array<{ user: { id: string } }>).map(({ user }) => user.id),
				ids,
			);
		});
	}

	for (const limit of ["0", "1001", "x", "1.5"]) {
		it(`should be rejected for a limit of ${limit}`, async (context) => {
			const { read } = await startRest(context, OPTIONS);
			assert.equal((await read("GET", `${PATH}/members?limit=${limit}`)).status, 400);
		});
	}

	it("should require the intent for listing but not lookup", async (context) => {
		const { read } = await startRest(context, { ...OPTIONS, privilegedIntents: Intent.GuildPresences });
		assert.equal((await read("GET", `${PATH}/members`)).status, 403);
		assert.equal((await read("GET", `${PATH}/members/${first}`)).status, 200);
	});

	it("should be found by name prefix", async (context) => {
		const { read } = await startRest(context, OPTIONS);
		const find = async (query: string) =>
			(await read("GET", `${PATH}/members/search?${query}`)) as { body: Array<object> };
		assert.equal((await find("query=USER&limit=10")).body.length, 2);
		assert.equal((await find("query=user1&limit=10")).body.length, 1);
		assert.equal((await read("GET", `${PATH}/members/search`)).status, 400);
	});
});

describe("voice states", () => {
	it("should reflect the current state", async (context) => {
		const { server, read } = await startRest(context);
		assert.equal((await read("GET", `${PATH}/voice-states/@me`)).status, 404);
		const { client } = await identifyMain(server, { intents: 0 });
		client.send(4, { guild_id: IDS.guild, channel_id: IDS.voiceChannel, self_mute: true, self_deaf: false });
		await client.settle();
		const { body } = await read("GET", `${PATH}/voice-states/@me`);
		const { user_id: userId, channel_id: channelId, self_mute: isMuted } = body as Record<string, unknown>;
		assert.deepEqual([userId, channelId, isMuted], [BOT.id, IDS.voiceChannel, true]);
		assert.equal((await read("GET", `${PATH}/voice-states/${IDS.user}`)).status, 200);
	});
});
