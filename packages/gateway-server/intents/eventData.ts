/** Reads dispatch data of any shape. Pure. Never throws. */

/** Returns the fields of an object, or an empty object for any other value. */
export function asRecord(value: unknown): Readonly<Record<string, unknown>> {
	return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

/** Returns the elements of an array, or an empty array for any other value. */
export function listOf(value: unknown): ReadonlyArray<unknown> {
	return Array.isArray(value) ? value : [];
}

/** Returns whether an event belongs to a guild, according to its data or the caller. */
export function hasGuild(data: unknown, guildId: string | undefined): boolean {
	return guildId !== undefined || (asRecord(data).guild_id ?? undefined) !== undefined;
}
