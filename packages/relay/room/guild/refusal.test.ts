import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GuildState } from "./GuildState.ts";
import { PERMISSIONS } from "./permissions.ts";

const GUILD = "1";
const BOT = "99";
const [VOICE, TEXT] = ["10", "12"];
const BOTH = PERMISSIONS.VIEW_CHANNEL | PERMISSIONS.CONNECT;

interface Case {
	readonly title: string;
	readonly channel?: string;
	readonly wantsSeat?: boolean;
	/** Of @everyone. */
	readonly permissions?: bigint;
	readonly userLimit?: number;
	/** Users in the channel. */
	readonly users?: ReadonlyArray<string>;
	readonly code: string | undefined;
	readonly message?: string;
}

/** By hand. */
const CASES: ReadonlyArray<Case> = [
	{ title: "nothing for a roster", wantsSeat: false, permissions: PERMISSIONS.VIEW_CHANNEL, code: undefined },
	{ title: "nothing for the seat", code: undefined },
	{
		title: "an unknown channel",
		channel: "404",
		code: "channel_unknown",
		message:
			"guild 1 has no channel 404 that the bot can see: check both IDs, or give the bot the permission VIEW_CHANNEL",
	},
	{
		title: "a text channel",
		channel: TEXT,
		code: "not_a_voice_channel",
		message: 'channel 12 ("general") is not a voice or stage channel: use the ID of one',
	},
	{
		title: "a channel that the bot cannot see",
		wantsSeat: false,
		permissions: PERMISSIONS.CONNECT,
		code: "permission_missing",
		message:
			'the bot lacks the permission VIEW_CHANNEL in channel 10 ("Lobby"): allow it in the channel\'s settings, or in a role of the bot',
	},
	{
		title: "a channel that the bot cannot connect to",
		permissions: PERMISSIONS.VIEW_CHANNEL,
		code: "permission_missing",
		message:
			'the bot lacks the permission CONNECT in channel 10 ("Lobby"): allow it in the channel\'s settings, or in a role of the bot',
	},
	{
		title: "a full channel",
		userLimit: 2,
		users: ["6", "7"],
		code: "channel_full",
		message:
			'channel 10 ("Lobby") is full, 2 of 2 users: raise its user limit, or give the bot the permission MOVE_MEMBERS',
	},
	{ title: "nothing for one free place", userLimit: 2, users: ["6"], code: undefined },
	{
		title: "nothing for the roster of a full channel",
		wantsSeat: false,
		userLimit: 1,
		users: ["6"],
		code: undefined,
	},
	{ title: "nothing if the bot is in the full channel", userLimit: 2, users: ["6", BOT], code: undefined },
	{
		title: "nothing to who may move members",
		permissions: BOTH | PERMISSIONS.MOVE_MEMBERS,
		userLimit: 1,
		users: ["6"],
		code: undefined,
	},
	{
		title: "nothing to an administrator",
		permissions: PERMISSIONS.ADMINISTRATOR,
		userLimit: 1,
		users: ["6"],
		code: undefined,
	},
];

function make({ permissions = BOTH, userLimit = 0, users = [] }: Case): GuildState {
	const guild = new GuildState(GUILD, BOT);
	guild.apply("GUILD_CREATE", {
		id: GUILD,
		owner_id: "5",
		roles: [{ id: GUILD, permissions: String(permissions) }],
		channels: [
			{ id: VOICE, type: 2, name: "Lobby", user_limit: userLimit },
			{ id: TEXT, type: 0, name: "general" },
		],
		voice_states: users.map((user_id) => ({ user_id, channel_id: VOICE })),
	});
	return guild;
}

describe("GuildState: refusals", () => {
	for (const each of CASES) {
		it(`should refuse ${each.title}`, () => {
			const refusal = make(each).refusalOf(each.channel ?? VOICE, each.wantsSeat ?? true);
			assert.equal(refusal?.code, each.code);
			assert.equal(refusal?.message, each.message);
		});
	}

	it("should refuse a guild that Discord has not sent", () => {
		const guild = new GuildState(GUILD, BOT);
		assert.deepEqual(guild.refusalOf(VOICE, true), {
			code: "guild_unknown",
			message: "Discord has not sent guild 1 yet: try again later",
		});
	});

	it("should follow changes of roles and of the bot's own roles", () => {
		const guild = make({ title: "", permissions: PERMISSIONS.VIEW_CHANNEL, code: undefined });
		const missing = (): unknown => guild.refusalOf(VOICE, true)?.fields?.["permission"];
		assert.equal(missing(), "CONNECT");
		guild.apply("GUILD_ROLE_CREATE", {
			guild_id: GUILD,
			role: { id: "2", permissions: String(PERMISSIONS.CONNECT) },
		});
		assert.equal(missing(), "CONNECT");
		guild.apply("GUILD_MEMBER_UPDATE", { guild_id: GUILD, user: { id: BOT }, roles: ["2"] });
		assert.equal(missing(), undefined);
		guild.apply("GUILD_ROLE_DELETE", { guild_id: GUILD, role_id: "2" });
		assert.equal(missing(), "CONNECT");
		guild.apply("GUILD_UPDATE", { id: GUILD, owner_id: BOT });
		assert.equal(missing(), undefined);
	});

	it("should say after which dispatches a refusal may be another", () => {
		const guild = make({ title: "", code: undefined });
		assert.equal(guild.apply("CHANNEL_UPDATE", { id: VOICE, type: 2 }).isAdmissionChanged, true);
		assert.equal(guild.apply("VOICE_STATE_UPDATE", { user_id: "6", channel_id: VOICE }).isAdmissionChanged, false);
	});
});
