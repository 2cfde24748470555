/**
 * Which SSRC is whose, as Speaking (op 5) tells it.
 * Pure. Source: facts of 2019 and later (discord.js #3524, discord-ext-voice-recv README, songbird `events/core.rs`): the
 * server sends op 5 at a member's first one and when its mode changes. It never tells that a member starts or stops.
 */

export interface Mapping {
	readonly ssrc: number;
	/** Bits of op 5: 1 voice, 2 sound share, 4 priority. */
	readonly flags: number;
}

/**
 * Returns what the others are to be told after a client's op 5; `undefined` if it is nothing new.
 *
 * @param before What they were told last.
 * @param said What the client sent. Flags of 0 after others are a stop, which they are not told.
 */
export function nextMapping(before: Mapping | undefined, said: Mapping): Mapping | undefined {
	if (before === undefined) return said;
	const flags = said.flags === 0 ? before.flags : said.flags;
	if (said.ssrc === before.ssrc && flags === before.flags) return undefined;
	return { ssrc: said.ssrc, flags };
}
