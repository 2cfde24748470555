/**
 * The shard of a guild.
 * Pure.
 * Source: Discord Docs, "Sharding": `(guild_id >> 22) % num_shards`.
 */

/** Bits of a snowflake below its timestamp, as a factor. */
const BELOW_TIMESTAMP = 2 ** 22;

/** Largest number of shards for which the calculation is exact. */
const MAX_SHARDS = 2 ** 27;

/**
 * Returns the shard of a guild.
 *
 * An ID exceeds 2^53, so it is divided digit by digit: with r = id mod (n * 2^22), `(id >> 22) % n` is `r >> 22`.
 *
 * @param guildId Decimal digits.
 * @param shards Number of shards: whole, above 0.
 * @throws If either is invalid.
 */
export function shardOf(guildId: string, shards: number): number {
	assert(string.match(guildId, "^%d+$")[0] !== undefined, `guild id must be decimal digits, got "${guildId}"`);
	assert(
		shards >= 1 && shards <= MAX_SHARDS && shards % 1 === 0,
		`number of shards must be whole and above 0, got ${shards}`,
	);
	const divisor = shards * BELOW_TIMESTAMP;
	let rest = 0;
	for (const [digit] of string.gmatch(guildId, "%d")) rest = (rest * 10 + tonumber(digit)!) % divisor;
	return math.floor(rest / BELOW_TIMESTAMP);
}
