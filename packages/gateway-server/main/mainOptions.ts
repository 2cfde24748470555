/** Options of the main gateway and their defaults. */

import { MAX_WAIT } from "../../shared/clock.ts";
import { isSameSecret } from "../../shared/secret.ts";
import { buildApplication, intentFlags } from "./fixtures/application.ts";
import { completeBot, completeGuild, type GuildFixture, type UserFixture } from "./fixtures/complete.ts";
import { BOT, defaultGuild } from "./fixtures/defaults.ts";
import { buildToken } from "./fixtures/token.ts";
import type { Application, Guild, Member, User } from "./fixtures/types.ts";
import { ALL_INTENTS, PRIVILEGED_INTENTS, UNDOCUMENTED_INTENTS } from "../intents/index.ts";

/** Number of Identifies of a bot. */
export interface SessionStartLimit {
	readonly total: number;
	/** Milliseconds from the first Identify until the limit resets. @default 86400000 */
	readonly resetAfter?: number;
}

/** Rate limit of a route. */
export interface RestLimit {
	/** Requests per window. @default 50 */
	readonly requests: number;
	/** Length of the window in milliseconds. @default 1000 */
	readonly window: number;
}

export interface MainOptions {
	/** Bot token that Identify, Resume and HTTP must carry, or several. @default `buildToken(user.id)` */
	readonly token?: string | ReadonlyArray<string>;
	/** Checks tokens in place of `token`. */
	readonly authenticate?: (token: string) => boolean;
	/** The bot itself; fields that are left out are those of `buildUser`. @default `BOT` */
	readonly user?: UserFixture;
	/** Application of the bot; fields that are left out are those of `buildApplication`. @default the id of `user`, flags of `privilegedIntents` */
	readonly application?: Partial<Application> & Pick<Application, "id">;
	/** Guilds of the bot; fields that are left out are those of `buildGuild`. @default one fixture, see main/fixtures */
	readonly guilds?: ReadonlyArray<GuildFixture>;
	/** Privileged intents that the application has, as bits; others are rejected with 4014. @default all */
	readonly privilegedIntents?: number;
	/** Identifies at a time, per 5 s. @default 1 */
	readonly maxConcurrency?: number;
	/** @default 1000 in a day */
	readonly sessionStartLimit?: SessionStartLimit;
	/** Rate limit of each route of the REST API; more requests get 429. @default 50 requests in 1000 ms */
	readonly restLimit?: Partial<RestLimit>;
	/** Shards that /gateway/bot recommends. @default 1 */
	readonly shards?: number;
	/**
	 * Close code after two intervals without a heartbeat. The docs require a client to resume then, so the default allows
	 * it. @default 4000
	 */
	readonly heartbeatTimeoutCode?: number;
}

/** Every option, as the type requires. Other names are rejected. */
const NAMES: Readonly<Record<keyof MainOptions, true>> = {
	token: true,
	authenticate: true,
	user: true,
	application: true,
	guilds: true,
	privilegedIntents: true,
	maxConcurrency: true,
	sessionStartLimit: true,
	restLimit: true,
	shards: true,
	heartbeatTimeoutCode: true,
};

export const MAIN_OPTION_NAMES: ReadonlyArray<string> = Object.keys(NAMES);

export type ResolvedMainOptions = Required<
	Omit<MainOptions, "token" | "user" | "application" | "guilds" | "restLimit">
> & {
	readonly user: User;
	readonly application: Application;
	readonly guilds: ReadonlyArray<Guild>;
	readonly restLimit: RestLimit;
};

const DAY = 86_400_000;

/** Global limit of a bot. Source: Discord Docs, "Global Rate Limit". */
const DEFAULT_REST_LIMIT: RestLimit = { requests: 50, window: 1000 };

/** Bot token of a server without the options `token` and `user`. */
export const DEFAULT_TOKEN = buildToken(BOT.id);

/** @throws RangeError If a value has the wrong type. `resolveOptions` checks the ranges of numbers. */
export function resolveMainOptions(options: MainOptions): ResolvedMainOptions {
	const { user: givenUser = BOT, privilegedIntents: privileged = PRIVILEGED_INTENTS } = options;
	check("user", "an object with an id", hasId(givenUser));
	const user = completeBot(givenUser);
	const { token = buildToken(user.id), guilds = [defaultGuild(user)], application = { id: user.id } } = options;
	const tokens = typeof token === "string" ? [token] : token;
	check("token", "a non-empty string or several", isListOf(tokens, isText) && tokens.length > 0);
	check("guilds", "an array of guilds, see buildGuild", isListOf(guilds, isGuild));
	check("privilegedIntents", "privileged intents", isSubset(privileged, PRIVILEGED_INTENTS));
	check("application", "an object with id and flags", isApplication(application));
	const { sessionStartLimit: given = { total: 1000 } } = options;
	check("sessionStartLimit", `an object with total and resetAfter, from 0 to ${MAX_WAIT} ms`, isStartLimit(given));
	const { restLimit = {} } = options;
	check("restLimit", `an object with requests from 1 and window from 1 to ${MAX_WAIT} ms`, isRestLimit(restLimit));
	return {
		authenticate: options.authenticate ?? ((given) => tokens.some((known) => isSameSecret(known, given))),
		user,
		application: buildApplication(user, { flags: intentFlags(privileged), ...application }),
		guilds: guilds.map((guild) => completeGuild(guild, user)),
		privilegedIntents: privileged,
		maxConcurrency: options.maxConcurrency ?? 1,
		sessionStartLimit: { resetAfter: DAY, ...given },
		restLimit: { ...DEFAULT_REST_LIMIT, ...restLimit },
		shards: options.shards ?? 1,
		heartbeatTimeoutCode: options.heartbeatTimeoutCode ?? 4000,
	};
}

/** Returns whether all bits of `intents` are or were defined by Discord. */
export function areIntents(intents: number): boolean {
	return isSubset(intents, ALL_INTENTS | UNDOCUMENTED_INTENTS);
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
const isRestLimit = (value: unknown): boolean => {
	if (!isObject(value)) return false;
	const { requests = 1, window = 1, ...others } = value as Record<string, unknown>;
	const isRight = isCount(requests) && isCount(window) && (window as number) <= MAX_WAIT;
	return isRight && Number(requests) >= 1 && Number(window) >= 1 && Object.keys(others).length === 0;
};
const isListOf = (value: unknown, accepts: (item: unknown) => boolean): boolean =>
	Array.isArray(value) && value.every(accepts);
const isObject = (value: unknown): boolean => typeof value === "object" && value !== null;
const hasId = (value: unknown): boolean => isObject(value) && isText((value as User).id);
const isApplication = (value: unknown): boolean => {
	if (!hasId(value)) return false;
	const { flags } = value as Partial<Application>;
	return flags === undefined || isCount(flags);
};
const hasUser = (value: unknown): boolean => isObject(value) && hasId((value as Member).user);
const isGuild = (value: unknown): boolean => {
	if (!hasId(value)) return false;
	const { channels, threads, members, roles, presences, voice_states: states } = value as Partial<Guild>;
	const others = [threads, roles, presences].every((list) => list === undefined || isListOf(list, isObject));
	return others && isListOf(channels, hasId) && isListOf(members ?? [], hasUser) && isListOf(states ?? [], isObject);
};
