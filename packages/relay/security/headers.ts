/**
 * Which headers a client may give to the request that opens a socket. Pure.
 * Source: RFC 9110, sections 7.6.1 and 10.1.1; RFC 6455, section 11.3.
 */

/** Names, in lower case, that every client may give. */
export const USUAL_HEADERS: ReadonlyArray<string> = ["user-agent", "origin"];

const NAME = /^[a-z0-9-]{1,64}$/;

/**
 * What no setting allows: framing and upgrade, which are the relay's; what is between the relay and the next hop; what a proxy
 * says about where a request came from, which a far server may trust; and cookies, which belong to a browser's session.
 */
const DENIED: ReadonlySet<string> = new Set([
	"host",
	"content-length",
	"content-encoding",
	"transfer-encoding",
	"expect",
	"connection",
	"keep-alive",
	"te",
	"trailer",
	"upgrade",
	"http2-settings",
	"cookie",
	"cookie2",
	"via",
	"forwarded",
	"client-ip",
	"true-client-ip",
	"x-real-ip",
	"x-client-ip",
	"x-cluster-client-ip",
	"x-original-url",
	"x-rewrite-url",
	"x-http-method-override",
]);
const DENIED_PREFIXES = ["sec-", "proxy-", "x-forwarded-", "cf-", "fastly-", "relay-secret-"];

/** Whether an operator may allow a header. @param name In lower case. */
export function isAllowableHeader(name: string): boolean {
	return NAME.test(name) && !DENIED.has(name) && !DENIED_PREFIXES.some((prefix) => name.startsWith(prefix));
}
