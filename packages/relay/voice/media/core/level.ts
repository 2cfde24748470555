/** Loudness as Roblox gets it: 0 to 15. Pure. */

/** Largest level. */
export const MOST_LEVEL = 15;

/** Level of packets that carry no audio level (bots, some browsers): that of ordinary speech, -30 dBov. */
export const UNKNOWN_LEVEL = 8;

const DECIBELS_PER_STEP = 4;

/** Returns the level of an audio level in -dBov (RFC 6464): 15 down to -3 dBov, one less every 4 dB, 0 from -60 dBov. */
export function levelOf(audioLevel: number | undefined): number {
	if (audioLevel === undefined) return UNKNOWN_LEVEL;
	return Math.max(0, MOST_LEVEL - Math.floor(audioLevel / DECIBELS_PER_STEP));
}
