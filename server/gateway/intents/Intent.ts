/**
 * Intents, as bits of the `intents` field of Identify.
 * Source: Discord Docs, "List of Intents" (gateway v10).
 */

export enum Intent {
	Guilds = 1 << 0,
	/** Privileged. */
	GuildMembers = 1 << 1,
	GuildModeration = 1 << 2,
	GuildExpressions = 1 << 3,
	GuildIntegrations = 1 << 4,
	GuildWebhooks = 1 << 5,
	GuildInvites = 1 << 6,
	GuildVoiceStates = 1 << 7,
	/** Privileged. */
	GuildPresences = 1 << 8,
	GuildMessages = 1 << 9,
	GuildMessageReactions = 1 << 10,
	GuildMessageTyping = 1 << 11,
	DirectMessages = 1 << 12,
	DirectMessageReactions = 1 << 13,
	DirectMessageTyping = 1 << 14,
	/** Privileged. Sends no events of its own, see `stripMessageContent`. */
	MessageContent = 1 << 15,
	GuildScheduledEvents = 1 << 16,
	AutoModerationConfiguration = 1 << 20,
	AutoModerationExecution = 1 << 21,
	GuildMessagePolls = 1 << 24,
	DirectMessagePolls = 1 << 25,
}

/** Every bit that Discord knows; an Identify with any other is closed with 4013. */
export const ALL_INTENTS = 53_608_447;

/** Bits that an app must be approved for; an Identify with one that it is not is closed with 4014. */
export const PRIVILEGED_INTENTS = Intent.GuildMembers | Intent.GuildPresences | Intent.MessageContent;
