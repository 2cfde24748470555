/**
 * Decides where a socket may connect: reads a URL like a browser, then checks the allow list.
 * Pure.
 */

import { isIP } from "node:net";
import { RecordFault } from "../link/RecordFault.ts";
import { matchesHost, type HostPattern } from "./hostPattern.ts";

/** A URL that may be opened. */
export interface Target {
	readonly url: URL;
	/** Lower case, without a trailing dot. */
	readonly host: string;
	readonly port: number;
	/** Whether the operator allows it a private address and no TLS. */
	readonly isInsecure: boolean;
}

export interface TargetRules {
	readonly hosts: ReadonlyArray<HostPattern>;
	readonly ports: ReadonlySet<number>;
	/** `host:port`, exactly. */
	readonly insecure: ReadonlySet<string>;
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = { "ws:": 80, "wss:": 443 };

/** @throws RecordFault `bad_url` or `host_not_allowed` */
export function readTarget(text: string, rules: TargetRules): Target {
	const url = parse(text);
	const usual = DEFAULT_PORTS[url.protocol];
	if (usual === undefined) throw new RecordFault("bad_url", "url must begin with wss:");
	if (url.username !== "" || url.password !== "") throw new RecordFault("bad_url", "url must not have a user name");
	if (url.hash !== "") throw new RecordFault("bad_url", "url must not have a fragment");
	const host = url.hostname.replace(/\.$/, "");
	const port = url.port === "" ? usual : Number(url.port);
	const isInsecure = rules.insecure.has(`${host}:${port}`);
	if (!isInsecure) checkSecure(url, host, port, rules);
	// the far server and the certificate must see the name that was checked
	url.hostname = host;
	return { url, host, port, isInsecure };
}

function parse(text: string): URL {
	try {
		return new URL(text);
	} catch {
		throw new RecordFault("bad_url", "url cannot be read");
	}
}

function checkSecure(url: URL, host: string, port: number, { hosts, ports }: TargetRules): void {
	if (url.protocol !== "wss:") throw new RecordFault("bad_url", "url must begin with wss:");
	if (isIP(host.replace(/^\[|\]$/g, "")) !== 0) {
		throw new RecordFault("bad_url", "url must have a host name, not an address");
	}
	if (!hosts.some((pattern) => matchesHost(pattern, host))) {
		throw new RecordFault("host_not_allowed", `host is not in the allow list (RELAY_ALLOW_HOSTS): ${host}`, {
			host,
		});
	}
	if (!ports.has(port)) {
		const message = `port is not in the allow list (RELAY_ALLOW_PORTS): ${port}`;
		throw new RecordFault("host_not_allowed", message, { host });
	}
}
