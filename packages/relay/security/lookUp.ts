/**
 * Asks the system's name servers. Unlike `dns.lookup` it takes no thread of Node's pool, in which names that answer slowly
 * would hold up files, compression and the names of all others.
 * Edge: DNS.
 */

import type { LookupAddress } from "node:dns";
import { Resolver } from "node:dns/promises";
import { isIP } from "node:net";
import { networkInterfaces, type NetworkInterfaceInfo } from "node:os";

/** Result of a lookup. */
export interface NameAnswer {
	readonly addresses: ReadonlyArray<LookupAddress>;
	/** Milliseconds for which it may be kept. */
	readonly ttlMs: number;
}

/** Rejects with an error that has a `code`, such as ENOTFOUND. */
export type LookUp = (name: string) => Promise<NameAnswer>;

export interface LookUpOptions {
	/** Addresses by name; they take precedence over the name servers. */
	readonly hosts: ReadonlyMap<string, ReadonlyArray<string>>;
	/** @default one for the system's name servers */
	readonly resolver?: Resolver;
}

type Family = 4 | 6;
type Interfaces = Readonly<
	Record<string, ReadonlyArray<Pick<NetworkInterfaceInfo, "address" | "family" | "internal">> | undefined>
>;

/** Milliseconds for the first try at one name server; the second has twice as long. */
const TIMEOUT = 2000;
const TRIES = 2;
const SECOND = 1000;
const LINK_LOCAL = "fe80:";

export function createResolver(): Resolver {
	return new Resolver({ timeout: TIMEOUT, tries: TRIES });
}

export function createLookUp({ hosts, resolver = createResolver() }: LookUpOptions): LookUp {
	return async (name) => {
		const known = hosts.get(name);
		if (known !== undefined) return { addresses: known.map(toLookupAddress), ttlMs: 0 };
		const answers = await Promise.allSettled(
			usableFamilies(networkInterfaces()).map((family) =>
				family === 4 ? resolver.resolve4(name, { ttl: true }) : resolver.resolve6(name, { ttl: true }),
			),
		);
		const records = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
		const [failed] = answers.flatMap((answer) => (answer.status === "rejected" ? [answer.reason as Error] : []));
		if (records.length === 0 && failed !== undefined) throw failed;
		return {
			addresses: records.map(({ address }) => toLookupAddress(address)),
			ttlMs: Math.min(...records.map(({ ttl }) => ttl)) * SECOND,
		};
	};
}

/** Families that this machine has addresses of beyond itself; both if it has none. IPv4 comes first. */
export function usableFamilies(interfaces: Interfaces): ReadonlyArray<Family> {
	const outer = Object.values(interfaces)
		.flatMap((addresses) => addresses ?? [])
		.filter(({ address, internal }) => !internal && !address.toLowerCase().startsWith(LINK_LOCAL));
	const families = ([4, 6] as const).filter((family) => outer.some((one) => one.family === `IPv${family}`));
	return families.length === 0 ? [4, 6] : families;
}

function toLookupAddress(address: string): LookupAddress {
	return { address, family: isIP(address) };
}
