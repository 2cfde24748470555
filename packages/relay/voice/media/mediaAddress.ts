/**
 * Decides whether media may go to the address that the far server names. The relay does not trust it.
 * Pure. Source: Discord Docs, "Voice Connections", section "IP Discovery"; Discord has IPv4 alone (api-docs #8499).
 */

import { isIPv4 } from "node:net";
import { isPublicAddress } from "../../security/publicAddress.ts";

/** What op 2 says. */
export interface NamedAddress {
	readonly ip: string;
	readonly port: number;
}

/** The far server that says it. */
export interface FarServer {
	/** Whether the operator listed it in `RELAY_INSECURE_ALLOW`. */
	readonly isInsecure: boolean;
	/** Address that its WebSocket is connected to; `undefined` once it is not. */
	readonly peerAddress: string | undefined;
}

const MAX_PORT = 65_535;
const LOOPBACK = "127.";
const MAPPED = "::ffff:";
const LOOPBACK_6 = "::1";

/**
 * Returns why no datagram may go to an address; `undefined` if it may.
 * Only a literal, public IPv4 address may be named. A far server of `RELAY_INSECURE_ALLOW` may also name its own address, private
 * or not, and loopback if that is where it is; it still cannot make the relay reach another private machine.
 */
export function refuseMediaAddress({ ip, port }: NamedAddress, far: FarServer): string | undefined {
	if (!Number.isInteger(port) || port < 1 || port > MAX_PORT) return "the voice server named no port";
	if (!isIPv4(ip)) return "the voice server named no IPv4 address";
	if (isPublicAddress(ip) || (far.isInsecure && isSameMachine(ip, far.peerAddress))) return undefined;
	return "the voice server named an address that is not public";
}

function isSameMachine(ip: string, peerAddress: string | undefined): boolean {
	if (peerAddress === undefined) return false;
	if (peerAddress === LOOPBACK_6) return ip.startsWith(LOOPBACK);
	const peer = peerAddress.startsWith(MAPPED) ? peerAddress.slice(MAPPED.length) : peerAddress;
	return peer === ip || (peer.startsWith(LOOPBACK) && ip.startsWith(LOOPBACK));
}
