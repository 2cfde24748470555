/**
 * Which gateway version a voice client asks for.
 * Pure.
 * Source: Discord Docs, "Voice Gateway Versions": the version is mandatory, and those below 4 are refused.
 */

/** The one version that this server speaks. */
export const VOICE_VERSION = 8;

/**
 * Says what is wrong with the version in a request's URL; `undefined` if nothing is.
 *
 * @param requestUrl Path and query, as the request line has them, such as `/?v=8`.
 */
export function versionComplaint(requestUrl: string): string | undefined {
	const version = new URLSearchParams(requestUrl.split("?")[1] ?? "").get("v");
	if (version === String(VOICE_VERSION)) return undefined;
	return `voice gateway version must be ${VOICE_VERSION}, got ${version === null ? "none" : version.slice(0, 16)}`;
}
