/**
 * Close codes of the main gateway: their meaning, and what the connection does after each.
 * Pure.
 * Source: Discord Docs, "Gateway Close Event Codes" (v10). The docs say which codes allow a reconnect, and that 4007 and 4009
 * need a new session. Whether the others resume or identify, and what unlisted codes do, is this package's policy.
 */

/** Why the main gateway closed a connection. */
export enum GatewayCloseCode {
	UnknownError = 4000,
	UnknownOpcode = 4001,
	DecodeError = 4002,
	NotAuthenticated = 4003,
	AuthenticationFailed = 4004,
	AlreadyAuthenticated = 4005,
	InvalidSeq = 4007,
	RateLimited = 4008,
	SessionTimedOut = 4009,
	InvalidShard = 4010,
	ShardingRequired = 4011,
	InvalidAPIVersion = 4012,
	InvalidIntents = 4013,
	DisallowedIntents = 4014,
}

/**
 * What the connection does after a close.
 *
 * - `resume`: opens a new socket, and resumes the session.
 * - `resumeOnly`: the same, a few times. It never identifies, since a new session would end in the same way.
 * - `identify`: opens a new socket, and begins a new session.
 * - `stop`: ends, since another attempt would fail in the same way.
 */
export type GatewayCloseAction = "resume" | "resumeOnly" | "identify" | "stop";

/** Meaning of a close code, and what follows it. */
export interface GatewayCloseRule {
	readonly action: GatewayCloseAction;
	/** For people: what happened, and what to do. */
	readonly meaning: string;
}

/** Message Too Big (RFC 6455): a relay closes a socket with it after a record above its limit. */
export const MESSAGE_TOO_BIG = 1009;

/** One row for each documented code, and one for 1009. For other codes see {@link gatewayCloseRule}. */
export const GATEWAY_CLOSE_RULES: ReadonlyMap<number, GatewayCloseRule> = new Map<number, GatewayCloseRule>([
	[GatewayCloseCode.UnknownError, { action: "resume", meaning: "something went wrong at Discord" }],
	[GatewayCloseCode.UnknownOpcode, { action: "resume", meaning: "an opcode or its payload was not valid" }],
	[
		GatewayCloseCode.DecodeError,
		{ action: "resume", meaning: "a message could not be decoded, or had more than 4096 bytes" },
	],
	[GatewayCloseCode.NotAuthenticated, { action: "identify", meaning: "a message was sent before Identify" }],
	[
		GatewayCloseCode.AuthenticationFailed,
		{ action: "stop", meaning: "the bot token is wrong, or was reset: copy it from the developer portal again" },
	],
	[GatewayCloseCode.AlreadyAuthenticated, { action: "identify", meaning: "a second Identify was sent" }],
	[GatewayCloseCode.InvalidSeq, { action: "identify", meaning: "the sequence to resume from was never sent" }],
	[GatewayCloseCode.RateLimited, { action: "resume", meaning: "too many messages were sent: 120 in 60 s at most" }],
	[GatewayCloseCode.SessionTimedOut, { action: "identify", meaning: "the session timed out" }],
	[
		GatewayCloseCode.InvalidShard,
		{ action: "stop", meaning: "the shard is not valid: its ID must be at least 0 and below the number of shards" },
	],
	[
		GatewayCloseCode.ShardingRequired,
		{ action: "stop", meaning: "the bot is in too many guilds for this number of shards: use more" },
	],
	[GatewayCloseCode.InvalidAPIVersion, { action: "stop", meaning: "Discord no longer speaks this gateway version" }],
	[GatewayCloseCode.InvalidIntents, { action: "stop", meaning: "the intents have undefined bits" }],
	[
		GatewayCloseCode.DisallowedIntents,
		{ action: "stop", meaning: "a privileged intent is not enabled for the bot in the developer portal" },
	],
	[
		MESSAGE_TOO_BIG,
		{ action: "resumeOnly", meaning: "a message is too large for the relay or proxy of this socket" },
	],
]);

/** No close frame was received, or the adapter reports none. */
const LOST_LINK: GatewayCloseRule = { action: "resume", meaning: "the connection was lost" };

/** Resumes, since that costs no Identify, and the server reports a session that has ended. */
const NOT_LISTED: GatewayCloseRule = { action: "resume", meaning: "the server closed the connection" };

/** Returns the rule for a close code; for a lost connection if it is undefined. Never errors. */
export function gatewayCloseRule(code: number | undefined): GatewayCloseRule {
	return code === undefined ? LOST_LINK : (GATEWAY_CLOSE_RULES.get(code) ?? NOT_LISTED);
}
