/** Names that this machine's hosts file gives addresses to. Pure. Source: hosts(5). */

import { isIP } from "node:net";

/** @returns Addresses by name, in lower case. Lines that cannot be read are left out. */
export function readHostsFile(text: string): ReadonlyMap<string, ReadonlyArray<string>> {
	const addresses = new Map<string, ReadonlyArray<string>>();
	for (const line of text.split("\n")) {
		const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
		if (isIP(address) === 0) continue;
		for (const name of names.map((each) => each.toLowerCase())) {
			addresses.set(name, [...(addresses.get(name) ?? []), address]);
		}
	}
	return addresses;
}
