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
	const [scheme, rest] = domain.match("^(wss?://)(.*)$");
	assert(
		scheme !== undefined || domain.match("^%a[%w+.-]*://")[0] === undefined,
		`gateway domain must begin with ws:// or wss://, or with a host, got "${domain}"`,
	);
	const [address] = ((rest ?? domain) as string).match("^([^?#%s]+)");
	assert(
		address !== undefined && (address as string).sub(1, 1) !== "/",
		`gateway domain must name a host, got "${domain}"`,
	);
	const path = (address as string).gsub("/+$", "")[0];
	return `${scheme ?? "wss://"}${path}/?v=${GATEWAY_VERSION}&encoding=${encoding}`;
}

/** Returns whether {@link gatewayUrl} accepts `domain`. Never errors. */
export function isGatewayDomain(domain: string): boolean {
	const [ok] = pcall(() => gatewayUrl(domain, "json"));
	return ok;
}
