/**
 * Intents: the bits of the `intents` field of Identify.
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
	/** Privileged. Enables no events of its own; see `stripMessageContent`. */
	MessageContent = 1 << 15,
	GuildScheduledEvents = 1 << 16,
	AutoModerationConfiguration = 1 << 20,
	AutoModerationExecution = 1 << 21,
	GuildMessagePolls = 1 << 24,
	DirectMessagePolls = 1 << 25,
}

/** Every documented bit. */
export const ALL_INTENTS = 53_608_447;

/**
 * Undocumented bits that Discord defines or once defined: 17 to 19, 22, 23 and 26 to 28. They enable no events here. An
 * Identify with any other undocumented bit is closed with 4013.
 * Source: userdoccers (unofficial), "List of Intents".
 */
export const UNDOCUMENTED_INTENTS = [17, 18, 19, 22, 23, 26, 27, 28].reduce((bits, bit) => bits | (1 << bit), 0);

/** Bits that require approval. An Identify with a bit that the app is not approved for is closed with 4014. */
export const PRIVILEGED_INTENTS = Intent.GuildMembers | Intent.GuildPresences | Intent.MessageContent;

/** Default for clients that send no intents, in versions that allow it. */
export const UNPRIVILEGED_INTENTS = ALL_INTENTS & ~PRIVILEGED_INTENTS;
