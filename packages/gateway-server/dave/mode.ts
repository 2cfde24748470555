/**
 * Whether a channel uses DAVE.
 * Pure.
 *
 *     off         not used; DAVE messages from clients are left to a script
 *     offered     used while every user in the channel supports it
 *     required    always used; clients without it are closed with 4017
 */

export const DAVE_MODES = ["off", "offered", "required"] as const;

export type DaveMode = (typeof DAVE_MODES)[number];

/**
 * Accepts any value, because options may come from JSON.
 *
 * @throws RangeError If `mode` is not a DaveMode.
 */
export function checkDaveMode(mode: unknown, name = "mode"): asserts mode is DaveMode {
	if (DAVE_MODES.some((each) => each === mode)) return;
	throw new RangeError(`${name} must be one of ${DAVE_MODES.join(", ")}, got ${String(mode)}`);
}

/** @throws RangeError If `modes` is not an object whose values are modes. */
export function checkDaveModes(modes: unknown): asserts modes is Readonly<Record<string, DaveMode>> {
	if (typeof modes !== "object" || modes === null || Array.isArray(modes)) {
		throw new RangeError("daveChannels must be an object that maps channel IDs to modes");
	}
	for (const [channelId, mode] of Object.entries(modes)) checkDaveMode(mode, `daveChannels[${channelId}]`);
}
