/**
 * Whether a channel uses DAVE.
 * Pure.
 *
 *     off         nobody does, and DAVE messages of clients are left to a script
 *     offered     all who are there do, unless one of them cannot
 *     required    who cannot is closed with 4017
 */

export const DAVE_MODES = ["off", "offered", "required"] as const;

export type DaveMode = (typeof DAVE_MODES)[number];

/** @throws RangeError If `mode` is none. It may be any value: options come as JSON too. */
export function checkDaveMode(mode: unknown, name = "mode"): asserts mode is DaveMode {
	if (DAVE_MODES.some((each) => each === mode)) return;
	throw new RangeError(`${name} must be one of ${DAVE_MODES.join(", ")}, got ${String(mode)}`);
}

/** @throws RangeError If `modes` is not an object whose values are modes. */
export function checkDaveModes(modes: unknown): asserts modes is Readonly<Record<string, DaveMode>> {
	if (typeof modes !== "object" || modes === null || Array.isArray(modes)) {
		throw new RangeError("daveChannels must be an object of modes by channel id");
	}
	for (const [channelId, mode] of Object.entries(modes)) checkDaveMode(mode, `daveChannels[${channelId}]`);
}
