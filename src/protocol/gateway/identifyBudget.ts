/**
 * How many Identifies a shard may still spend: a bucket of tokens that fills by the hour, one token an Identify.
 * Pure: the caller passes the clock in.
 * Source: Discord Docs, "Session Start Limit Object": after 1,000 Identifies in a day Discord resets the bot token. Discord
 * counts them for the whole bot; this bucket bounds what one shard takes of them, whatever the reason for each.
 */

const HOUR = 3600;

/** What rounding may take from a whole token. */
const ROUNDING = 1e-6;

/** How fast Identifies may be spent. In any 24 hours they are at most `burst + 24 * perHour`. */
export interface IdentifyRate {
	/** Identifies that may go out in a row. Whole, at least 1; `math.huge` takes the bound away. */
	readonly burst: number;
	/** Identifies that come back in an hour. Finite, above 0. */
	readonly perHour: number;
}

/**
 * At most 500 in any 24 hours, half of what Discord allows; the other half is for restarts, which begin with a full bucket.
 * The burst is above the 11 Identifies after which a connection gives up, so this bound ends no wait that would end anyway.
 */
export const DEFAULT_IDENTIFY_RATE: IdentifyRate = { burst: 20, perHour: 20 };

/** A bucket at one moment. */
export interface IdentifyBudget {
	/** Identifies that may be spent; a fraction of one has yet to become whole. */
	readonly left: number;
	/** Clock reading, in seconds, at which `left` was right. */
	readonly at: number;
}

/** A full bucket. @throws If `rate` is out of range. */
export function fullBudget({ burst, perHour }: IdentifyRate, now: number): IdentifyBudget {
	assert(
		burst >= 1 && (burst % 1 === 0 || burst === math.huge),
		`identifies.burst must be whole and at least 1, got ${burst}`,
	);
	assert(perHour > 0 && perHour < math.huge, `identifies.perHour must be finite and above 0, got ${perHour}`);
	return { left: burst, at: now };
}

/** Seconds from `now` until an Identify may be spent; 0 if one may now. */
export function untilIdentify(budget: IdentifyBudget, rate: IdentifyRate, now: number): number {
	const missing = 1 - refilled(budget, rate, now).left;
	return missing <= ROUNDING ? 0 : (missing / rate.perHour) * HOUR;
}

/** The bucket after an Identify at `now`; undefined if none may be spent yet. */
export function takeIdentify(budget: IdentifyBudget, rate: IdentifyRate, now: number): IdentifyBudget | undefined {
	if (untilIdentify(budget, rate, now) > 0) return undefined;
	const { left, at } = refilled(budget, rate, now);
	return { left: math.max(left - 1, 0), at };
}

/** A clock that went back brings nothing, and takes nothing. */
function refilled({ left, at }: IdentifyBudget, { burst, perHour }: IdentifyRate, now: number): IdentifyBudget {
	const hours = math.max(now - at, 0) / HOUR;
	return { left: math.min(burst, left + hours * perHour), at: now };
}
