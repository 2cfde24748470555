/**
 * The address of a voice gateway.
 * Pure.
 * Source: Discord Docs, "Establishing a Voice Websocket Connection".
 */

/** Version of the voice gateway that this package speaks. */
export const VOICE_GATEWAY_VERSION = 8;

/** The query for that version, at the end of an address. */
const VERSION_QUERY = `%?v=${VOICE_GATEWAY_VERSION}$`;

/**
 * Address of the voice gateway at `endpoint`.
 *
 * Keeps the port: without it another server answers, and closes with 4006.
 *
 * @param endpoint `endpoint` of VOICE_SERVER_UPDATE: `host:port`, optionally with `ws://` or `wss://` and with this
 * version.
 * @throws If `endpoint` is empty, or names a path or another version.
 */
export function voiceGatewayUrl(endpoint: string): string {
	const [scheme, rest] = string.match(endpoint, "^(wss?://)(.*)$");
	const host = (rest ?? endpoint) as string;
	const [authority] = string.match(string.gsub(host, VERSION_QUERY, "")[0], "^([^/?#%s]+)/?$");
	assert(authority !== undefined, `voice endpoint must be host:port, got "${endpoint}"`);
	return `${scheme ?? "wss://"}${authority}/?v=${VOICE_GATEWAY_VERSION}`;
}
