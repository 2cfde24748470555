/**
 * URLs of the main gateway.
 * Pure.
 * Source: Discord Docs, "Connecting" (gateway) and "Resuming": the resume URL takes the same query.
 */

/** Version of the main gateway that this package speaks. */
export const GATEWAY_VERSION = 10;

/** Encoding of messages. */
export type GatewayEncoding = "json" | "etf";

/**
 * Returns the URL of the main gateway at `domain`.
 *
 * @param domain URL or host from GET /gateway/bot or READY. `wss://` is added if the scheme is missing, and a query is
 * replaced.
 * @throws If `domain` has no host, or another scheme.
 */
export function gatewayUrl(domain: string, encoding: GatewayEncoding): string {
	const [scheme, rest] = string.match(domain, "^(wss?://)(.*)$");
	assert(
		scheme !== undefined || string.match(domain, "^%a[%w+.-]*://")[0] === undefined,
		`gateway domain must begin with ws:// or wss://, or with a host, got "${domain}"`,
	);
	const [address] = string.match((rest ?? domain) as string, "^([^?#%s]+)");
	assert(
		address !== undefined && string.match(address as string, "^/")[0] === undefined,
		`gateway domain must name a host, got "${domain}"`,
	);
	const path = string.gsub(address as string, "/+$", "")[0];
	return `${scheme ?? "wss://"}${path}/?v=${GATEWAY_VERSION}&encoding=${encoding}`;
}

/** Returns whether {@link gatewayUrl} accepts `domain`. Never errors. */
export function isGatewayDomain(domain: string): boolean {
	const [ok] = pcall(() => gatewayUrl(domain, "json"));
	return ok;
}
