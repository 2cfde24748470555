/** Whether a request comes from this machine and not through a proxy. Pure. */

import { isIP } from "node:net";
import type { IncomingHttpHeaders } from "node:http";
import ipaddr from "ipaddr.js";

/** Prefixes of headers that proxies, load balancers and content networks add. */
const PROXY_PREFIXES: ReadonlyArray<string> = [
	"akamai-",
	"cdn-",
	"cf-",
	"fastly-",
	"fly-",
	"forwarded",
	"max-forwards",
	"proxy-",
	"true-client-",
	"via",
	"x-amzn-",
	"x-appengine-",
	"x-azure-",
	"x-cloud-trace-",
	"x-envoy-",
	"x-forward",
	"x-original-",
	"x-proxy",
	"x-real-",
	"x-request-id",
	"x-varnish",
];
/** Suffixes of such headers: the address of a client. */
const PROXY_SUFFIX = /ip$/;
const LOCAL_NAME = /^(.*\.)?localhost$/;

/**
 * @param address Remote address of the connection.
 * @returns False if `host` is not this machine's own name: a proxy or a web page may have sent the request.
 */
export function isLocal(address: string | undefined, headers: IncomingHttpHeaders): boolean {
	return isLoopback(address ?? "") && isOwnName(headers.host ?? "") && !Object.keys(headers).some(isOfProxy);
}

function isOfProxy(name: string): boolean {
	return PROXY_SUFFIX.test(name) || PROXY_PREFIXES.some((prefix) => name.startsWith(prefix));
}

/** @param host Name or address, perhaps with a port. */
function isOwnName(host: string): boolean {
	const name = host
		.replace(/:[0-9]*$/, "")
		.replace(/^\[(.*)\]$/, "$1")
		.toLowerCase();
	return LOCAL_NAME.test(name) || isLoopback(name);
}

function isLoopback(address: string): boolean {
	return isIP(address) !== 0 && ipaddr.process(address).range() === "loopback";
}
