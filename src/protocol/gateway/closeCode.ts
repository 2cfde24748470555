/**
 * Close codes of the main gateway: what each means, and what the owner of a session does after it.
 * Pure.
 * Source: Discord Docs, "Gateway Close Event Codes" (v10). The docs say which may reconnect, and that 4007 and 4009 start
 * a new session; between resume and identify for the others, and for what is not listed, it is this package's policy.
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
 * What to do after a close.
 *
 * - `resume` keeps the session: a new socket, then Resume.
 * - `resumeOnly` does so too, a few times; a new session would end in the same way, so it is never tried.
 * - `identify` drops it: a new socket, then Identify.
 * - `stop` gives up: the same again would be refused again.
 */
export type GatewayCloseAction = "resume" | "resumeOnly" | "identify" | "stop";

/** What a close code means, and what follows. */
export interface GatewayCloseRule {
	readonly action: GatewayCloseAction;
	/** For a person: what happened, and what can be done. */
	readonly meaning: string;
}

/** Message Too Big (RFC 6455): a relay ends a socket with it over a record beyond its limit. */
export const MESSAGE_TOO_BIG = 1009;

/** One row per documented code, and one more; what is not listed falls back, see {@link gatewayCloseRule}. */
export const GATEWAY_CLOSE_RULES: ReadonlyMap<number, GatewayCloseRule> = new Map<number, GatewayCloseRule>([
	[GatewayCloseCode.UnknownError, { action: "resume", meaning: "something went wrong at Discord" }],
	[GatewayCloseCode.UnknownOpcode, { action: "resume", meaning: "an opcode or its payload was not valid" }],
	[
		GatewayCloseCode.DecodeError,
		{ action: "resume", meaning: "a message could not be decoded, or had more than 4096 bytes" },
	],
	[GatewayCloseCode.NotAuthenticated, { action: "identify", meaning: "a message came before Identify" }],
	[
		GatewayCloseCode.AuthenticationFailed,
		{ action: "stop", meaning: "the bot token is wrong, or was reset: get it anew from the developer portal" },
	],
	[GatewayCloseCode.AlreadyAuthenticated, { action: "identify", meaning: "a second Identify came" }],
	[GatewayCloseCode.InvalidSeq, { action: "identify", meaning: "the sequence to resume from was never sent" }],
	[GatewayCloseCode.RateLimited, { action: "resume", meaning: "too many messages were sent: 120 in 60 s at most" }],
	[GatewayCloseCode.SessionTimedOut, { action: "identify", meaning: "the session timed out" }],
	[
		GatewayCloseCode.InvalidShard,
		{ action: "stop", meaning: "the shard is not valid: its id must be from 0 and below the number of shards" },
	],
	[
		GatewayCloseCode.ShardingRequired,
		{ action: "stop", meaning: "the bot is in too many guilds for so few shards: use more" },
	],
	[GatewayCloseCode.InvalidAPIVersion, { action: "stop", meaning: "Discord no longer speaks this gateway version" }],
	[GatewayCloseCode.InvalidIntents, { action: "stop", meaning: "the intents have bits that mean nothing" }],
	[
		GatewayCloseCode.DisallowedIntents,
		{ action: "stop", meaning: "a privileged intent is not enabled for the bot in the developer portal" },
	],
	[MESSAGE_TOO_BIG, { action: "resumeOnly", meaning: "a message is too large for what carries this socket" }],
]);

/** A lost link: no close frame was seen, or none can be. */
const LOST_LINK: GatewayCloseRule = { action: "resume", meaning: "the link was lost" };

/** Resumes: it costs no Identify, and if the session is gone the server says so. */
const NOT_LISTED: GatewayCloseRule = { action: "resume", meaning: "the server closed the connection" };

/** Says what a close with `code` means and what to do after it; `undefined` is a lost link. Never errors. */
export function gatewayCloseRule(code: number | undefined): GatewayCloseRule {
	return code === undefined ? LOST_LINK : (GATEWAY_CLOSE_RULES.get(code) ?? NOT_LISTED);
}
