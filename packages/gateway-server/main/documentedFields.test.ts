/** The first events of a session have every field that Discord documents as always present. */

import assert from "node:assert/strict";
import { describe, it, type TestContext } from "node:test";
import { startMain } from "../support/mainFixtures.ts";
import { Intent } from "../intents/index.ts";
import type { GatewayServerOptions } from "../options.ts";
import {
	buildCategory,
	buildGuild,
	buildMembers,
	buildMessage,
	buildPresence,
	buildStageChannel,
	buildTextChannel,
	buildThread,
	buildVoiceChannel,
	IDS,
} from "./fixtures/builders.ts";

/** By hand, from the tables of the docs: fields without a question mark, and those in every example. */
const DOCUMENTED = {
	ready: "v user guilds session_id resume_gateway_url application",
	application: "id flags",
	user: "id username discriminator global_name avatar bot",
	role: "id name color colors hoist position permissions managed mentionable flags",
	member: "user nick avatar roles joined_at premium_since deaf mute flags pending communication_disabled_until",
	guild:
		"id name icon splash discovery_splash owner_id afk_channel_id afk_timeout verification_level " +
		"default_message_notifications explicit_content_filter roles emojis features mfa_level application_id " +
		"system_channel_id system_channel_flags rules_channel_id vanity_url_code description banner premium_tier " +
		"preferred_locale public_updates_channel_id nsfw_level premium_progress_bar_enabled safety_alerts_channel_id " +
		"incidents_data stickers",
	guildCreate:
		"joined_at large unavailable member_count voice_states members channels threads presences stage_instances " +
		"guild_scheduled_events soundboard_sounds",
	channel: "id type name position permission_overwrites flags",
	text: "topic nsfw last_message_id rate_limit_per_user parent_id",
	voice: "bitrate user_limit rtc_region nsfw last_message_id rate_limit_per_user parent_id",
	category: "parent_id",
	thread:
		"id type guild_id name parent_id owner_id last_message_id rate_limit_per_user message_count member_count " +
		"total_message_sent thread_metadata flags",
	threadMetadata: "archived auto_archive_duration archive_timestamp locked",
	voiceState:
		"channel_id user_id session_id deaf mute self_deaf self_mute self_video suppress request_to_speak_timestamp",
	presence: "user status activities client_status",
	message:
		"id channel_id author content timestamp edited_timestamp tts mention_everyone mentions mention_roles attachments " +
		"embeds pinned type flags components",
} as const;

function missing(kind: keyof typeof DOCUMENTED, value: object | undefined): ReadonlyArray<string> {
	return DOCUMENTED[kind].split(" ").filter((name) => (value as Record<string, unknown>)?.[name] === undefined);
}

const INTENTS = Intent.Guilds | Intent.GuildPresences;

async function open(context: TestContext, options: GatewayServerOptions = {}) {
	const { opening } = await startMain(context, { intents: INTENTS }, options);
	const [ready, guild] = opening.map(({ d }) => d as Record<string, object>);
	return { ready: ready!, guild: guild! };
}

const WHOLE = buildGuild({
	channels: [buildTextChannel(), buildVoiceChannel(), buildStageChannel(), buildCategory()],
	threads: [buildThread()],
	members: buildMembers(3),
	presences: [buildPresence()],
});

describe("documented fields", () => {
	it("should be complete in READY", async (context) => {
		const { ready } = await open(context);
		assert.deepEqual(missing("ready", ready), []);
		assert.deepEqual(missing("user", ready.user), []);
		assert.deepEqual(missing("application", ready.application), []);
		assert.deepEqual(ready.guilds, [{ id: IDS.guild, unavailable: true }]);
	});

	/** By hand: a name, and the options that give the guild. */
	const guilds: ReadonlyArray<readonly [name: string, options: GatewayServerOptions]> = [
		["the default guild", {}],
		["a guild from builders", { guilds: [WHOLE] }],
		[
			"a guild of which only ids are given",
			{ guilds: [{ id: "5", channels: [{ id: "6" }, { id: "7", type: 2 }] }] },
		],
	];
	for (const [name, options] of guilds) {
		it(`should be complete in GUILD_CREATE of ${name}`, async (context) => {
			const { guild } = await open(context, options);
			for (const kind of ["guild", "guildCreate"] as const) assert.deepEqual(missing(kind, guild), []);
			const lists = { roles: "role", members: "member", channels: "channel", threads: "thread" } as const;
			for (const [list, kind] of Object.entries(lists)) {
				for (const item of guild[list] as ReadonlyArray<object>)
					assert.deepEqual(missing(kind, item), [], list);
			}
			for (const member of guild.members as ReadonlyArray<{ user: object }>) {
				assert.deepEqual(missing("user", member.user), []);
			}
			const [everyone] = guild.roles as ReadonlyArray<{ id: string; name: string }>;
			assert.deepEqual([everyone?.id, everyone?.name], [guild.id, "@everyone"]);
		});
	}

	it("should be complete in each kind of channel", () => {
		const kinds = { text: buildTextChannel(), voice: buildVoiceChannel(), category: buildCategory() } as const;
		for (const [kind, channel] of Object.entries(kinds)) {
			assert.deepEqual(missing(kind as keyof typeof kinds, channel), []);
		}
		assert.deepEqual(missing("voice", buildStageChannel()), []);
		assert.deepEqual(missing("threadMetadata", buildThread().thread_metadata), []);
	});

	it("should be complete in voice states, presences and messages", async (context) => {
		const { guild } = await open(context);
		for (const state of guild.voice_states as ReadonlyArray<object>)
			assert.deepEqual(missing("voiceState", state), []);
		assert.deepEqual(missing("presence", buildPresence()), []);
		assert.deepEqual(missing("message", buildMessage()), []);
	});

	it("should list the bot as a member of each guild", async (context) => {
		const { guild } = await open(context, { guilds: [WHOLE] });
		const ids = (guild.members as ReadonlyArray<{ user: { id: string } }>).map(({ user }) => user.id);
		assert.ok(ids.includes(IDS.bot));
		assert.equal(guild.member_count, 4);
	});
});
