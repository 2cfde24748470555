/** Request Guild Members (op 8), over real sockets. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { settleMain, startMain } from "../../support/mainFixtures.ts";
import { Intent } from "../../intents/index.ts";
import { buildGuild, buildMember, buildUser, IDS } from "../fixtures/builders.ts";
import { snowflake } from "../fixtures/snowflake.ts";

const ALL = Intent.GuildMembers | Intent.GuildPresences;

interface Chunk {
	readonly members: ReadonlyArray<{ readonly user: { readonly id: string; readonly username: string } }>;
	readonly chunk_index: number;
	readonly chunk_count: number;
	readonly not_found?: ReadonlyArray<string>;
	readonly presences?: ReadonlyArray<unknown>;
	readonly nonce?: string;
}

/** A guild of `size` members named user0, user1, …; the first is the bot, has the nick "Zoe" and is online. */
function guildOf(size: number) {
	return buildGuild({
		members: Array.from({ length: size }, (_, index) =>
			buildMember({
				user: buildUser({ id: index === 0 ? IDS.bot : snowflake(1000 + index), username: `user${index}` }),
				nick: index === 0 ? "Zoe" : null,
			}),
		),
		presences: [{ user: { id: IDS.bot }, guild_id: IDS.guild, status: "idle", activities: [], client_status: {} }],
	});
}

async function start(context: TestContext, size: number, intents: number = ALL) {
	const { client, clock } = await startMain(context, { intents }, { guilds: [guildOf(size)] });
	const ask = async (d: object) => {
		client.send(8, { guild_id: IDS.guild, ...d });
		return settleMain(client);
	};
	return { ask, clock };
}

const namesOf = ({ members }: Chunk) => members.map(({ user }) => user.username);

describe("Request Guild Members", () => {
	for (const [size, sizes] of [
		[1, [1]],
		[1000, [1000]],
		[1001, [1000, 1]],
		[2500, [1000, 1000, 500]],
	] as const) {
		it(`should send ${size} members in chunks of ${sizes.join(", ")}`, async (context) => {
			const { ask } = await start(context, size);
			const events = await ask({ query: "", limit: 0, nonce: "n" });
			const chunks = events.map(({ d }) => d as Chunk);
			assert.deepEqual(new Set(events.map(({ t }) => t)), new Set(["GUILD_MEMBERS_CHUNK"]));
			assert.deepEqual(
				chunks.map(({ members, chunk_index, chunk_count, nonce }) => [
					members.length,
					chunk_index,
					chunk_count,
					nonce,
				]),
				sizes.map((count, index) => [count, index, sizes.length, "n"]),
			);
		});
	}

	/** By hand: the request in a guild of 150 members, and the number returned. */
	const queries: ReadonlyArray<readonly [d: object, count: number]> = [
		[{ query: "user14", limit: 100 }, 11],
		[{ query: "USER14", limit: 100 }, 11],
		[{ query: "zo", limit: 1 }, 1],
		[{ query: "user", limit: 5 }, 5],
		[{ query: "user", limit: 100 }, 100],
		[{ query: "user", limit: 101 }, 100],
		[{ query: "user", limit: 0 }, 100],
		[{ query: "nobody", limit: 5 }, 0],
		[{ user_ids: snowflake(1007) }, 1],
		[{ user_ids: [snowflake(1007), snowflake(1007)] }, 1],
	];
	for (const [d, count] of queries) {
		it(`should find ${count} for ${JSON.stringify(d)}`, async (context) => {
			const { ask } = await start(context, 150);
			const [event, ...rest] = await ask(d);
			assert.deepEqual([namesOf(event?.d as Chunk).length, rest.length], [count, 0]);
		});
	}

	it("should list IDs that were not found", async (context) => {
		const { ask } = await start(context, 2);
		const [event] = await ask({ user_ids: [IDS.bot, "5", "6"] });
		assert.deepEqual((event?.d as Chunk).not_found, ["5", "6"]);
	});

	it("should drop a nonce of more than 32 bytes", async (context) => {
		const { ask } = await start(context, 1);
		for (const [nonce, kept] of [
			["x".repeat(32), true],
			["x".repeat(33), false],
			["ü".repeat(17), false],
		] as const) {
			const [event] = await ask({ query: "user", limit: 1, nonce });
			assert.equal((event?.d as Chunk).nonce, kept ? nonce : undefined);
		}
	});

	/** By hand: intents, request, chunks, and presences in the first chunk. */
	const byIntents: ReadonlyArray<readonly [number, object, number, number | undefined]> = [
		[ALL, { query: "", limit: 0, presences: true }, 1, 1],
		[ALL, { query: "", limit: 0 }, 1, undefined],
		[Intent.GuildMembers, { query: "", limit: 0, presences: true }, 1, undefined],
		[Intent.GuildPresences, { query: "", limit: 0 }, 0, undefined],
		[0, { query: "user", limit: 1 }, 1, undefined],
		[0, { user_ids: ["1"] }, 1, undefined],
	];
	for (const [intents, d, chunks, presences] of byIntents) {
		it(`should send ${chunks} chunks to intents ${intents} for ${JSON.stringify(d)}`, async (context) => {
			const { ask } = await start(context, 2, intents);
			const events = await ask(d);
			assert.equal(events.length, chunks);
			assert.equal((events[0]?.d as Chunk | undefined)?.presences?.length, presences);
		});
	}

	it("should be RATE_LIMITED only for all members within 30 s", async (context) => {
		const { ask, clock } = await start(context, 2);
		const all = { query: "", limit: 0, nonce: "n" };
		await ask(all);
		clock.advance(10_000);
		assert.deepEqual(await ask(all), [
			{
				op: 0,
				t: "RATE_LIMITED",
				s: 3,
				d: { opcode: 8, retry_after: 20, meta: { guild_id: IDS.guild, nonce: "n" } },
			},
		]);
		assert.equal((await ask({ query: "user", limit: 1 }))[0]?.t, "GUILD_MEMBERS_CHUNK");
		clock.advance(20_000);
		assert.equal((await ask(all))[0]?.t, "GUILD_MEMBERS_CHUNK");
	});

	it("should not be answered for an unknown guild", async (context) => {
		const { ask } = await start(context, 1);
		assert.deepEqual(await ask({ guild_id: "1", query: "", limit: 0 }), []);
	});
});
