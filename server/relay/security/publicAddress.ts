/** Which addresses of the internet a socket may lead to. Pure. */

import ipaddr from "ipaddr.js";

/** Where IPv6 addresses that carry an IPv4 address keep it: offset in bytes. */
const CARRIED: Readonly<Record<string, number>> = {
	ipv4Mapped: 12,
	rfc6145: 12,
	rfc6052: 12,
	"6to4": 2,
};

/** Says whether `address` is unicast and public, whatever way it is written; so must be an IPv4 address within it. */
export function isPublicAddress(address: string): boolean {
	if (!ipaddr.isValid(address)) return false;
	const parsed = ipaddr.parse(address);
	if (parsed.range() === "unicast") return true;
	const offset = CARRIED[parsed.range()];
	if (offset === undefined) return false;
	const inner = new ipaddr.IPv4(parsed.toByteArray().slice(offset, offset + 4));
	return inner.range() === "unicast";
}
