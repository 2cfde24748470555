/**
 * The Identifies that a shard may still send: a token bucket that fills by the hour.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Session Start Limit Object": after 1,000 Identifies in a day Discord resets the bot token. Discord
 * counts them for the whole bot. This bucket limits the share of one shard, for whatever reason it identifies.
 */

const HOUR = 3600;

/** Tolerance for rounding, in tokens. */
const ROUNDING = 1e-6;

/** Rate of Identifies. In any 24 hours they are at most `burst + 24 * perHour`. */
export interface IdentifyRate {
	/** Maximum number of Identifies in a row. Whole, at least 1; `math.huge` removes the limit. */
	readonly burst: number;
	/** Identifies that are added per hour. Finite, above 0. */
	readonly perHour: number;
}

/**
 * At most 500 in any 24 hours, half of what Discord allows. The other half is for restarts, which begin with a full bucket. The
 * burst is above the 11 Identifies after which a connection gives up, so this limit does not delay that end.
 */
export const DEFAULT_IDENTIFY_RATE: IdentifyRate = { burst: 20, perHour: 20 };

/** A bucket at one moment. */
export interface IdentifyBudget {
	/** Available Identifies, with fractions. */
	readonly left: number;
	/** Clock reading, in seconds, for `left`. */
	readonly at: number;
}

/** Returns a full bucket. @throws If `rate` is out of range. */
export function fullBudget({ burst, perHour }: IdentifyRate, now: number): IdentifyBudget {
	assert(
		burst >= 1 && (burst % 1 === 0 || burst === math.huge),
		`identifies.burst must be whole and at least 1, got ${burst}`,
	);
	assert(perHour > 0 && perHour < math.huge, `identifies.perHour must be finite and above 0, got ${perHour}`);
	return { left: burst, at: now };
}

/** Returns the seconds from `now` until an Identify is available; 0 if one is. */
export function untilIdentify(budget: IdentifyBudget, rate: IdentifyRate, now: number): number {
	const missing = 1 - refilled(budget, rate, now).left;
	return missing <= ROUNDING ? 0 : (missing / rate.perHour) * HOUR;
}

/** Returns the bucket after an Identify at `now`; undefined if none is available. */
export function takeIdentify(budget: IdentifyBudget, rate: IdentifyRate, now: number): IdentifyBudget | undefined {
	if (untilIdentify(budget, rate, now) > 0) return undefined;
	const { left, at } = refilled(budget, rate, now);
	return { left: math.max(left - 1, 0), at };
}

/** A clock that went back adds and removes nothing. */
function refilled({ left, at }: IdentifyBudget, { burst, perHour }: IdentifyRate, now: number): IdentifyBudget {
	const hours = math.max(now - at, 0) / HOUR;
	return { left: math.min(burst, left + hours * perHour), at: now };
}
