/**
 * Looks a name up once, refuses it if any of its addresses is not public, and connects to just these addresses: a name
 * that resolves differently between check and connect (DNS rebinding) is not looked up again.
 * Edge: DNS.
 */

import type { LookupAddress } from "node:dns";
import type { LookupFunction } from "node:net";
import { isPublicAddress } from "./publicAddress.ts";

/** Looks up all addresses of a name. */
export type Resolve = (
	hostname: string,
	options: { readonly all: true; readonly family?: number },
	callback: (error: NodeJS.ErrnoException | null, addresses: ReadonlyArray<LookupAddress>) => void,
) => void;

export class LookupFault extends Error {
	public constructor(
		public readonly fault: "dns_failed" | "address_not_allowed",
		message: string,
	) {
		super(message);
		this.name = "LookupFault";
	}
}

/**
 * For `net.connect`. Errors with a LookupFault, whose message does not name the address.
 *
 * @param isAllowed Returns whether a socket may lead to an address. @default those that are public
 */
export function createPinnedLookup(resolve: Resolve, isAllowed = isPublicAddress): LookupFunction {
	return (hostname, options, callback) => {
		const family = typeof options.family === "number" ? options.family : 0;
		resolve(hostname, { all: true, family }, (error, addresses) => {
			const fault =
				error === null ? checkAddresses(hostname, addresses, isAllowed) : failed(hostname, error.code);
			const [first] = addresses ?? [];
			if (fault !== undefined || first === undefined) callback(fault ?? failed(hostname, undefined), "", 0);
			else if (options.all === true) callback(null, [...addresses]);
			else callback(null, first.address, first.family);
		});
	};
}

function checkAddresses(
	hostname: string,
	addresses: ReadonlyArray<LookupAddress>,
	isAllowed: (address: string) => boolean,
): LookupFault | undefined {
	if (addresses.every(({ address }) => isAllowed(address))) return undefined;
	return new LookupFault("address_not_allowed", `${hostname} leads to an address that is not public`);
}

function failed(hostname: string, code: string | undefined): LookupFault {
	return new LookupFault("dns_failed", `${hostname} could not be looked up: ${code ?? "no address"}`);
}
