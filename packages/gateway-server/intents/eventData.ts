/** Reads the data of a dispatch, which may be anything. Pure. Never errors. */

/** Fields of an object; none if `value` is something else. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Elements of an array; none if `value` is something else. */
export function listOf(value: unknown): ReadonlyArray<unknown> {
	return Array.isArray(value) ? value : [];
}

/** Says whether an event belongs to a guild: its data names one, or the caller does. */
export function hasGuild(data: unknown, guildId: string | undefined): boolean {
	return guildId !== undefined || (asRecord(data).guild_id ?? undefined) !== undefined;
}
