/**
 * How sockets find the addresses of names. Public names are looked up outside Node's thread pool. Names that the
 * operator lists as insecure may be known to this machine only, so the system resolves them, one lookup at a time per name.
 * Edge: DNS, the hosts file.
 */

import { lookup } from "node:dns/promises";
import { readFileSync } from "node:fs";
import type { LookupFunction } from "node:net";
import type { Clock } from "../../shared/clock.ts";
import { readHostsFile } from "./hostsFile.ts";
import { createLookUp, type LookUp } from "./lookUp.ts";
import { NameLookups } from "./NameLookups.ts";
import { createPinnedLookup } from "./pinnedLookup.ts";

/** @param tenant Name of the relay token that a socket belongs to. */
export type LookupFor = (tenant: string, isInsecure: boolean) => LookupFunction;

const HOSTS_FILE = "/etc/hosts";
/** Milliseconds for which the system's answers are kept; they have no TTL. */
const LOCAL_TTL = 1000;

/** @param lookUp For names of the internet. @default the hosts file as it is now, then the system's name servers */
export function openLookups(
	clock: Clock,
	lookUp: LookUp = createLookUp({ hosts: readHostsFile(readSystemHosts()) }),
): LookupFor {
	const names = new NameLookups(lookUp, clock);
	const localNames = new NameLookups(lookUpLocally, clock);
	return (tenant, isInsecure) =>
		isInsecure
			? createPinnedLookup(localNames.resolveFor(tenant), () => true)
			: createPinnedLookup(names.resolveFor(tenant));
}

const lookUpLocally: LookUp = async (name) => ({ addresses: await lookup(name, { all: true }), ttlMs: LOCAL_TTL });

/** @returns "" where there is no such file, as on Windows. */
function readSystemHosts(): string {
	try {
		return readFileSync(HOSTS_FILE, "utf8");
	} catch {
		return "";
	}
}
