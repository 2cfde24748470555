/** Options of the main gateway, and their defaults. */

import { MAX_WAIT } from "../clock.ts";
import { isSameSecret } from "../secret.ts";
import { BOT, defaultGuild } from "./fixtures/defaults.ts";
import type { Guild, User } from "./fixtures/types.ts";
import { ALL_INTENTS, PRIVILEGED_INTENTS } from "../intents.ts";

/** How many Identifies a bot has. */
export interface SessionStartLimit {
	readonly total: number;
	/** Milliseconds from the first Identify until all are back. @default 86400000 */
	readonly resetAfter?: number;
}

export interface MainOptions {
	/** Bot token that Identify, Resume and HTTP must carry, or several. @default "bot-token" */
	readonly token?: string | ReadonlyArray<string>;
	/** Decides on tokens instead of `token`. */
	readonly authenticate?: (token: string) => boolean;
	/** The bot itself. @default fixture */
	readonly user?: User;
	/** Application of the bot, as READY has it. @default the id of `user`, and no flags */
	readonly application?: { readonly id: string; readonly flags: number };
	/** Guilds of the bot. @default one fixture, see main/fixtures */
	readonly guilds?: ReadonlyArray<Guild>;
	/** Privileged intents that the application has, as bits; others are refused with 4014. @default all */
	readonly privilegedIntents?: number;
	/** Identifies at a time, per 5 s. @default 1 */
	readonly maxConcurrency?: number;
	/** @default 1000 in a day */
	readonly sessionStartLimit?: SessionStartLimit;
	/** Shards that /gateway/bot recommends. @default 1 */
	readonly shards?: number;
	/**
	 * Close code after two intervals without a heartbeat. The docs say that a client must resume then, so by default one
	 * that lets it. @default 4000
	 */
	readonly heartbeatTimeoutCode?: number;
}

export type ResolvedMainOptions = Required<Omit<MainOptions, "token">>;

const DAY = 86_400_000;

/** Bot token of a server that was given none. */
export const DEFAULT_TOKEN = "bot-token";

/** @throws RangeError If a value is of the wrong kind. Numbers are checked with those of the voice gateway. */
export function resolveMainOptions(options: MainOptions): ResolvedMainOptions {
	const { token = DEFAULT_TOKEN, user = BOT, privilegedIntents: privileged = PRIVILEGED_INTENTS } = options;
	const tokens = typeof token === "string" ? [token] : token;
	check("token", "a non-empty string or several", isListOf(tokens, isText) && tokens.length > 0);
	check("user", "an object with an id", hasId(user));
	const { guilds = [defaultGuild(user)], application = { id: user.id, flags: 0 } } = options;
	check("guilds", "an array of guilds, see buildGuild", isListOf(guilds, isGuild));
	check("privilegedIntents", "privileged intents", isSubset(privileged, PRIVILEGED_INTENTS));
	check("application", "an object with id and flags", hasId(application) && isCount(application.flags));
	const { sessionStartLimit: given = { total: 1000 } } = options;
	check("sessionStartLimit", `an object with total and resetAfter, from 0 to ${MAX_WAIT} ms`, isStartLimit(given));
	return {
		authenticate: options.authenticate ?? ((given) => tokens.some((known) => isSameSecret(known, given))),
		user,
		application,
		guilds,
		privilegedIntents: privileged,
		maxConcurrency: options.maxConcurrency ?? 1,
		sessionStartLimit: { resetAfter: DAY, ...given },
		shards: options.shards ?? 1,
		heartbeatTimeoutCode: options.heartbeatTimeoutCode ?? 4000,
	};
}

/** Says whether `intents` are bits that exist. */
export function areIntents(intents: number): boolean {
	return isSubset(intents, ALL_INTENTS);
}

function isSubset(bits: number, mask: number): boolean {
	return isCount(bits) && bits <= mask && (bits & ~mask) === 0;
}

function check(name: string, expected: string, isRight: boolean): void {
	if (!isRight) throw new RangeError(`${name} must be ${expected}`);
}

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && (value as number) >= 0;
const isStartLimit = (value: unknown): boolean => {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
	const { total, resetAfter = 0, ...others } = value as Record<string, unknown>;
	return (
		isCount(total) && isCount(resetAfter) && (resetAfter as number) <= MAX_WAIT && Object.keys(others).length === 0
	);
};
const isListOf = (value: unknown, accepts: (item: unknown) => boolean): boolean =>
	Array.isArray(value) && value.every(accepts);
const hasId = (value: unknown): boolean => typeof value === "object" && value !== null && isText((value as User).id);
const isGuild = (value: unknown): boolean =>
	hasId(value) &&
	(["channels", "members", "voice_states", "presences"] as const).every((name) =>
		Array.isArray((value as Guild)[name]),
	);
