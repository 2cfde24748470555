/**
 * Maps SSRCs to users, as announced by Speaking (op 5).
 * Pure. Source: reports since 2019 (discord.js #3524, discord-ext-voice-recv README, songbird `events/core.rs`): the
 * server sends op 5 for a member's first op 5 and when its mode changes, but not when a member starts or stops
 * speaking.
 */

export interface Mapping {
	readonly ssrc: number;
	/** Bits of op 5: 1 voice, 2 sound share, 4 priority. */
	readonly flags: number;
}

/**
 * Returns the mapping to announce after a client's op 5; `undefined` if nothing changed.
 *
 * @param before The last announced mapping.
 * @param said What the client sent. Flags of 0 after other flags mean a stop, which is not announced.
 */
export function nextMapping(before: Mapping | undefined, said: Mapping): Mapping | undefined {
	if (before === undefined) return said;
	const flags = said.flags === 0 ? before.flags : said.flags;
	if (said.ssrc === before.ssrc && flags === before.flags) return undefined;
	return { ssrc: said.ssrc, flags };
}
