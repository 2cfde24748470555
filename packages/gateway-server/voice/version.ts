/**
 * Versions of the voice gateway, and what each changes on the wire.
 * Pure. One table; every other file asks it.
 * Source: Discord Docs, "Voice Gateway Versioning", "Heartbeating" and "Buffered Resume". Versions below 4 are refused
 * since 2024-11-18. Version 9 (userdoccers, unofficial: `channel_id` in Identify and Resume) is a main gateway's here.
 * Hello: discord-api-docs #1599 and discord.js #10356 recorded `{"v":4,"heartbeat_interval":13750.0}`, disnake #1518 and
 * DPP #1613 `{"v":8,"heartbeat_interval":13750}`. Binary frames below 8 carry no sequence: serenity PR #3501.
 */

/** What a connection of one version looks like. */
export interface VoiceDialect {
	readonly version: number;
	/** Whether messages carry `seq` and are kept for a Resume. */
	readonly isNumbered: boolean;
	/** Whether `d` of heartbeats and their ACKs is the nonce itself, of up to 64 bits, or `{ t, seq_ack }`. */
	readonly hasBareNonce: boolean;
	/** Whether Hello writes its interval with a decimal point. */
	readonly hasFloatInterval: boolean;
	/** Whether Ready repeats the interval: a mistake that the docs warn of, and that discordgo relies on. */
	readonly repeatsInterval: boolean;
}

/** Versions 4 to 7 differ in nothing that this server sends. */
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

/** By `v` of the handshake. */
export const VOICE_DIALECTS: ReadonlyMap<string, VoiceDialect> = new Map(
	[bare(4), bare(5), bare(6), bare(7), CURRENT].map((dialect) => [String(dialect.version), dialect]),
);

/** What a connection that will be refused is spoken to in. */
export const FALLBACK_DIALECT = CURRENT;

/** For a client that names no version, where the option `unversionedVoice` lets it in. */
const UNVERSIONED: VoiceDialect = { ...bare(4), repeatsInterval: true };

export type VersionAnswer =
	| { readonly kind: "accepted"; readonly dialect: VoiceDialect }
	| { readonly kind: "refused"; readonly reason: string };

/**
 * Reads the version in a request's URL.
 *
 * @param requestUrl Path and query, as the request line has them, such as `/?v=8`.
 * @param unversioned What happens to a request without one.
 */
export function readVersion(requestUrl: string, unversioned: "refuse" | "accept"): VersionAnswer {
	const version = new URLSearchParams(requestUrl.split("?")[1] ?? "").get("v");
	const dialect = version === null && unversioned === "accept" ? UNVERSIONED : VOICE_DIALECTS.get(version ?? "");
	if (dialect !== undefined) return { kind: "accepted", dialect };
	const offered = [...VOICE_DIALECTS.keys()].join(", ");
	const got = version === null ? "none" : version.slice(0, 16);
	return { kind: "refused", reason: `voice gateway version must be one of ${offered}, got ${got}` };
}
