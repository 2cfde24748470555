/**
 * Intents required by each event; any one of them is enough. Events not listed are always sent.
 * Source: Discord Docs, "List of Intents" and "Caveats" (gateway v10).
 */

import { Intent } from "./Intent.ts";

export interface EventIntents {
	/** Intents of which one is required. */
	readonly guild: number;
	/** Replaces `guild` for events outside a guild. Absent if they need the same intents. */
	readonly dm?: number;
	/** Alternative to `guild` for events about the current user; "always" if they need no intent. */
	readonly own?: number | "always";
}

/** Events grouped by their requirements. */
const GROUPS: ReadonlyArray<readonly [needs: EventIntents, events: ReadonlyArray<string>]> = [
	[
		{ guild: Intent.Guilds },
		[
			"GUILD_CREATE",
			"GUILD_UPDATE",
			"GUILD_DELETE",
			"GUILD_ROLE_CREATE",
			"GUILD_ROLE_UPDATE",
			"GUILD_ROLE_DELETE",
			"CHANNEL_CREATE",
			"CHANNEL_UPDATE",
			"CHANNEL_DELETE",
			"THREAD_CREATE",
			"THREAD_UPDATE",
			"THREAD_DELETE",
			"THREAD_LIST_SYNC",
			"THREAD_MEMBER_UPDATE",
			"STAGE_INSTANCE_CREATE",
			"STAGE_INSTANCE_UPDATE",
			"STAGE_INSTANCE_DELETE",
			"VOICE_CHANNEL_STATUS_UPDATE",
			"VOICE_CHANNEL_START_TIME_UPDATE",
		],
	],
	[{ guild: Intent.Guilds, dm: Intent.DirectMessages }, ["CHANNEL_PINS_UPDATE"]],
	[{ guild: Intent.GuildMembers }, ["GUILD_MEMBER_ADD", "GUILD_MEMBER_REMOVE"]],
	[{ guild: Intent.GuildMembers, own: "always" }, ["GUILD_MEMBER_UPDATE"]],
	[{ guild: Intent.GuildMembers, own: Intent.Guilds }, ["THREAD_MEMBERS_UPDATE"]],
	[{ guild: Intent.GuildModeration }, ["GUILD_AUDIT_LOG_ENTRY_CREATE", "GUILD_BAN_ADD", "GUILD_BAN_REMOVE"]],
	[
		{ guild: Intent.GuildExpressions },
		[
			"GUILD_EMOJIS_UPDATE",
			"GUILD_STICKERS_UPDATE",
			"GUILD_SOUNDBOARD_SOUND_CREATE",
			"GUILD_SOUNDBOARD_SOUND_UPDATE",
			"GUILD_SOUNDBOARD_SOUND_DELETE",
			"GUILD_SOUNDBOARD_SOUNDS_UPDATE",
		],
	],
	[
		{ guild: Intent.GuildIntegrations },
		["GUILD_INTEGRATIONS_UPDATE", "INTEGRATION_CREATE", "INTEGRATION_UPDATE", "INTEGRATION_DELETE"],
	],
	[{ guild: Intent.GuildWebhooks }, ["WEBHOOKS_UPDATE"]],
	[{ guild: Intent.GuildInvites }, ["INVITE_CREATE", "INVITE_DELETE"]],
	[{ guild: Intent.GuildVoiceStates }, ["VOICE_CHANNEL_EFFECT_SEND", "VOICE_STATE_UPDATE"]],
	[{ guild: Intent.GuildPresences }, ["PRESENCE_UPDATE"]],
	[
		{ guild: Intent.GuildMessages, dm: Intent.DirectMessages },
		["MESSAGE_CREATE", "MESSAGE_UPDATE", "MESSAGE_DELETE"],
	],
	[{ guild: Intent.GuildMessages }, ["MESSAGE_DELETE_BULK"]],
	[
		{ guild: Intent.GuildMessageReactions, dm: Intent.DirectMessageReactions },
		[
			"MESSAGE_REACTION_ADD",
			"MESSAGE_REACTION_REMOVE",
			"MESSAGE_REACTION_REMOVE_ALL",
			"MESSAGE_REACTION_REMOVE_EMOJI",
		],
	],
	[{ guild: Intent.GuildMessageTyping, dm: Intent.DirectMessageTyping }, ["TYPING_START"]],
	[
		{ guild: Intent.GuildScheduledEvents },
		[
			"GUILD_SCHEDULED_EVENT_CREATE",
			"GUILD_SCHEDULED_EVENT_UPDATE",
			"GUILD_SCHEDULED_EVENT_DELETE",
			"GUILD_SCHEDULED_EVENT_USER_ADD",
			"GUILD_SCHEDULED_EVENT_USER_REMOVE",
		],
	],
	[
		{ guild: Intent.AutoModerationConfiguration },
		["AUTO_MODERATION_RULE_CREATE", "AUTO_MODERATION_RULE_UPDATE", "AUTO_MODERATION_RULE_DELETE"],
	],
	[{ guild: Intent.AutoModerationExecution }, ["AUTO_MODERATION_ACTION_EXECUTION"]],
	[
		{ guild: Intent.GuildMessagePolls, dm: Intent.DirectMessagePolls },
		["MESSAGE_POLL_VOTE_ADD", "MESSAGE_POLL_VOTE_REMOVE"],
	],
];

export const EVENT_INTENTS: ReadonlyMap<string, EventIntents> = new Map(
	GROUPS.flatMap(([needs, events]) => events.map((event) => [event, needs] as const)),
);
