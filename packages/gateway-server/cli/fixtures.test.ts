import assert from "node:assert/strict";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { GatewayServer } from "../GatewayServer.ts";
import { ALICE, BOB } from "../support/fixtures.ts";
import { resolveMainOptions } from "../main/mainOptions.ts";
import { parseFixtures, readFixtures } from "./fixtures.ts";

const EXAMPLE = fileURLToPath(new URL("../../../examples/fixtures.json", import.meta.url));

const NAMES = "sessions, tokens, user, guilds, privilegedIntents";
const GUILD = { id: "1", channels: [{ id: "2", type: 2 }] };
const json = JSON.stringify;

describe("parseFixtures", () => {
	it("should parse sessions and keep the main gateway's defaults", () => {
		assert.deepEqual(parseFixtures(json({ sessions: [ALICE, BOB] })), { sessions: [ALICE, BOB], main: {} });
	});

	it("should parse a bot and fill in default fields", () => {
		const { main, sessions } = parseFixtures(json({ tokens: ["a", "b"], user: { id: "5", username: "eve" } }));
		assert.deepEqual(sessions, []);
		assert.deepEqual(main.token, ["a", "b"]);
		assert.deepEqual(main, { token: ["a", "b"], user: { id: "5", username: "eve" } });
		const { user } = resolveMainOptions(main);
		assert.deepEqual([user.username, user.discriminator, user.avatar, user.bot], ["eve", "0", null, true]);
	});

	/** By hand, from the docs: 1 << 1, 1 << 8 and 1 << 15. */
	const intents = [
		{ names: [], bits: 0 },
		{ names: ["GuildMembers"], bits: 2 },
		{ names: ["MessageContent", "GuildPresences"], bits: 33_024 },
	];
	for (const { names, bits } of intents) {
		it(`should allow the privileged intents [${names.join(", ")}]`, () => {
			assert.equal(parseFixtures(json({ privilegedIntents: names })).main.privilegedIntents, bits);
		});
	}

	it("should complete guilds and add the bot to them", () => {
		const entry = {
			...GUILD,
			members: [{ user: { id: "6" }, nick: "Six" }],
			voice_states: [{ user_id: "6", channel_id: "2" }],
			features: ["NEWS"],
		};
		const { main } = parseFixtures(json({ user: { id: "5" }, guilds: [entry] }));
		const [guild] = resolveMainOptions(main).guilds;
		assert.deepEqual(
			guild?.members.map(({ user, nick }) => [user.id, nick]),
			[
				["5", null],
				["6", "Six"],
			],
		);
		const [channel] = guild?.channels ?? [];
		assert.deepEqual([channel?.guild_id, channel?.type, channel?.position], ["1", 2, 0]);
		const [state] = guild?.voice_states ?? [];
		assert.deepEqual([state?.guild_id, state?.session_id], ["1", "voice-session-of-6"]);
		assert.deepEqual((guild as { features?: unknown }).features, ["NEWS"]);
	});

	const { token: _token, ...tokenless } = ALICE;
	const faults = [
		{ given: "{oops", message: "not JSON" },
		{ given: "[]", message: `must be an object with ${NAMES}` },
		{ given: "null", message: `must be an object with ${NAMES}` },
		{ given: "{}", message: `is empty; expected ${NAMES}` },
		{ given: '{"sessions":[]}', message: "sessions must be a non-empty array" },
		{ given: '{"sessions":{}}', message: "sessions must be a non-empty array" },
		{ given: '{"session":1}', message: `"session" is unknown; expected ${NAMES}` },
		{ given: '{"sessions":[3]}', message: "sessions[0] must be an object" },
		{ given: json({ sessions: [ALICE, tokenless] }), message: "sessions[1].token must be a non-empty string" },
		{
			given: json({ sessions: [{ ...ALICE, userId: 5 }] }),
			message: "sessions[0].userId must be a non-empty string",
		},
		{
			given: json({ sessions: [{ ...ALICE, nick: "a" }] }),
			message: "sessions[0].nick is unknown; expected serverId, channelId, userId, sessionId, token",
		},
		{
			given: json({ sessions: [ALICE, ALICE] }),
			message: 'sessions[1].sessionId is already taken: "session-of-alice"',
		},
		{ given: '{"tokens":"secret"}', message: "tokens must be a non-empty array" },
		{ given: '{"tokens":["a",5]}', message: "tokens[1] must be a non-empty string" },
		{
			given: '{"user":{"id":119}}',
			message: 'user.id must be an id: digits in quotes, such as "1191168914269143041"',
		},
		{ given: '{"user":{"id":"1","bot":1}}', message: "user.bot must be true or false" },
		{ given: '{"user":{"id":"1","avatar":1}}', message: "user.avatar must be a string or null" },
		{
			given: '{"privilegedIntents":["Guilds"]}',
			message: "privilegedIntents[0] must be one of GuildMembers, GuildPresences, MessageContent",
		},
		{ given: '{"guilds":[{"id":"1"}]}', message: "guilds[0].channels must be an array" },
		{
			given: '{"guilds":[{"id":"1","channels":[{"id":"2","type":"voice"}]}]}',
			message: "guilds[0].channels[0].type must be a non-negative integer",
		},
		{
			given: json({ guilds: [{ ...GUILD, members: [{}] }] }),
			message: "guilds[0].members[0].user must be an object",
		},
		{ given: json({ guilds: [GUILD, GUILD] }), message: 'guilds[1].id is already taken: "1"' },
		{
			given: json({ guilds: [{ id: "1", channels: [{ id: "2" }, { id: "2" }] }] }),
			message: 'guilds[0].channels[1].id is already taken: "2"',
		},
		{
			given: json({ guilds: [{ ...GUILD, members: [{ user: { id: "6" } }, { user: { id: "6" } }] }] }),
			message: 'guilds[0].members[1].user.id is already taken: "6"',
		},
		{
			given: json({ guilds: [{ ...GUILD, voice_states: [{ user_id: "6", channel_id: "9" }] }] }),
			message: "guilds[0].voice_states[0].channel_id must be a channel of the guild",
		},
	];
	for (const { given, message } of faults) {
		it(`should report: ${message}`, () => assert.throws(() => parseFixtures(given), { message }));
	}
});

describe("readFixtures", () => {
	it("should parse the example file, which has every member", async () => {
		const { sessions, main } = await readFixtures(EXAMPLE);
		assert.equal(sessions.length, 1);
		assert.deepEqual(Object.keys(main).sort(), ["guilds", "privilegedIntents", "token", "user"]);
		assert.doesNotThrow(() => new GatewayServer(main));
	});

	it("should name the file but never its tokens", async (context) => {
		const folder = await mkdtemp(join(tmpdir(), "fixtures-"));
		context.after(() => rm(folder, { recursive: true }));
		const path = join(folder, "a.json");
		await assert.rejects(readFixtures(path), { message: `fixtures file ${path}: not found` });
		await writeFile(path, '{"token":"secret');
		await assert.rejects(readFixtures(path), { message: `fixtures file ${path}: not JSON` });
	});
});
