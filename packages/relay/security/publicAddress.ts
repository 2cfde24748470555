/**
 * Decides which internet addresses a socket may connect to. Pure.
 * Source: IANA's registries of special-purpose addresses; RFC 5214, section 6.1, for ISATAP.
 */

import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/** Public by their range, yet answered by the cloud that the relay runs in: Azure's wire server. */
const CLOUD: ReadonlySet<string> = new Set(["168.63.129.16"]);

/** All of IPv6 that is assigned as global unicast. */
const GLOBAL = ipaddr.IPv6.parseCIDR("2000::/3");

/** IPv6 networks that embed an IPv4 address (mapped, NAT64 and 6to4), and its offset in bytes. */
const CARRIERS = [
	{ network: ipaddr.IPv6.parseCIDR("::ffff:0:0/96"), offset: 12 },
	{ network: ipaddr.IPv6.parseCIDR("64:ff9b::/96"), offset: 12 },
	{ network: ipaddr.IPv6.parseCIDR("2002::/16"), offset: 2 },
];

/** Offset of an interface ID, and its beginning if an IPv4 address follows, in any network. */
const INTERFACE_ID = 8;
const ISATAP: ReadonlyArray<ReadonlyArray<number>> = [
	[0x00, 0x00, 0x5e, 0xfe],
	[0x02, 0x00, 0x5e, 0xfe],
];

/** Whether `address` is unicast and public. An embedded IPv4 address must be public too. */
export function isPublicAddress(address: string): boolean {
	const version = isIP(address);
	if (version === 4) return isPublic4(ipaddr.IPv4.parse(address));
	// groups only: the library reads "::1.2.3.4" as a mapped address. An address with a zone does not parse
	const url = `http://[${address}]`;
	return version === 6 && URL.canParse(url) && isPublic6(ipaddr.IPv6.parse(new URL(url).hostname.slice(1, -1)));
}

function isPublic4(address: ipaddr.IPv4): boolean {
	return address.range() === "unicast" && !CLOUD.has(address.toString());
}

function isPublic6(address: ipaddr.IPv6): boolean {
	const bytes = address.toByteArray();
	const carrier = CARRIERS.find(({ network }) => address.match(network));
	if (carrier !== undefined) {
		return isPublic4(new ipaddr.IPv4(bytes.slice(carrier.offset, carrier.offset + 4)));
	}
	const isIsatap = ISATAP.some((begin) => begin.every((byte, index) => bytes[INTERFACE_ID + index] === byte));
	return address.range() === "unicast" && address.match(GLOBAL) && !isIsatap;
}
