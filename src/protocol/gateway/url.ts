/**
 * Where the main gateway is reached.
 * Pure.
 * Source: Discord Docs, "Connecting" (gateway) and "Resuming": the resume URL takes the same query.
 */

/** Version of the main gateway that this package speaks. */
export const GATEWAY_VERSION = 10;

/** How messages are encoded. */
export type GatewayEncoding = "json" | "etf";

/**
 * Address of the main gateway at `domain`.
 *
 * @param domain What GET /gateway/bot or READY gave: with `ws://` or `wss://`, which is added if it is missing; a query
 * in it is replaced.
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

/** Whether a socket can be opened at `domain`, as {@link gatewayUrl} takes it. Never errors. */
export function isGatewayDomain(domain: string): boolean {
	const [ok] = pcall(() => gatewayUrl(domain, "json"));
	return ok;
}
