/**
 * Versions of the voice gateway and their differences on the wire.
 * Pure. This table is the only place that knows the versions.
 * Source: Discord Docs, "Voice Gateway Versioning", "Heartbeating" and "Buffered Resume". Versions below 4 have been
 * rejected since 2024-11-18. Version 9 (userdoccers, unofficial: `channel_id` in Identify and Resume) selects the main
 * gateway here. Hello: discord-api-docs #1599 and discord.js #10356 recorded `{"v":4,"heartbeat_interval":13750.0}`,
 * disnake #1518 and DPP #1613 `{"v":8,"heartbeat_interval":13750}`. Binary frames below 8 have no sequence: serenity PR
 * #3501.
 */

/** Protocol differences of one version. */
export interface VoiceDialect {
	readonly version: number;
	/** Whether messages have a `seq` and are kept for a Resume. */
	readonly isNumbered: boolean;
	/** Whether `d` of heartbeats and ACKs is the nonce itself, with up to 64 bits, instead of `{ t, seq_ack }`. */
	readonly hasBareNonce: boolean;
	/** Whether Hello writes its interval with a decimal point. */
	readonly hasFloatInterval: boolean;
	/** Whether Ready repeats the interval: a mistake that the docs warn about and discordgo relies on. */
	readonly repeatsInterval: boolean;
}

/** Versions 4 to 7 are identical in everything this server sends. */
const bare = (version: number): VoiceDialect => ({
	version,
	isNumbered: false,
	hasBareNonce: true,
	hasFloatInterval: true,
	repeatsInterval: false,
});

/** The version that Discord recommends. */
export const VOICE_VERSION = 8;

const CURRENT: VoiceDialect = {
	version: VOICE_VERSION,
	isNumbered: true,
	hasBareNonce: false,
	hasFloatInterval: false,
	repeatsInterval: false,
};

/** By the `v` of the handshake. */
export const VOICE_DIALECTS: ReadonlyMap<string, VoiceDialect> = new Map(
	[bare(4), bare(5), bare(6), bare(7), CURRENT].map((dialect) => [String(dialect.version), dialect]),
);

/** Dialect for connections that will be rejected. */
export const FALLBACK_DIALECT = CURRENT;

/** Dialect for clients without a version, if `unversionedVoice` accepts them. */
const UNVERSIONED: VoiceDialect = { ...bare(4), repeatsInterval: true };

export type VersionAnswer =
	| { readonly kind: "accepted"; readonly dialect: VoiceDialect }
	| { readonly kind: "refused"; readonly reason: string };

/**
 * Reads the version from a request's URL.
 *
 * @param requestUrl Path and query from the request line, such as `/?v=8`.
 * @param unversioned What to do with a request without a version.
 */
export function readVersion(requestUrl: string, unversioned: "refuse" | "accept"): VersionAnswer {
	const version = new URLSearchParams(requestUrl.split("?")[1] ?? "").get("v");
	const dialect = version === null && unversioned === "accept" ? UNVERSIONED : VOICE_DIALECTS.get(version ?? "");
	if (dialect !== undefined) return { kind: "accepted", dialect };
	const offered = [...VOICE_DIALECTS.keys()].join(", ");
	const got = version === null ? "none" : version.slice(0, 16);
	return { kind: "refused", reason: `voice gateway version must be one of ${offered}, got ${got}` };
}
