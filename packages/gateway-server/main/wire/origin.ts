/** How a client reached the server, out of its request: names for the URLs that it is told to use. Pure. */

import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";

/** What may stand in a Host header: a name or an address, and a port. */
const HOST = /^[\w.-]+(:\d{1,5})?$|^\[[\da-fA-F:.]+\](:\d{1,5})?$/;

export interface Origin {
	/** `host:port`, as VOICE_SERVER_UPDATE gives it: always with its port. */
	readonly endpoint: string;
	/** `ws://host:port` or `wss://host:port`. */
	readonly url: string;
}

const HTTP_PORT = 80;
const HTTPS_PORT = 443;

/** A port at the end of a host. */
const PORT = /:\d+$/;

/** The authority of a request target in absolute form. */
const AUTHORITY = /^(?:https?|wss?):\/\/([^/?#]*)/;

/**
 * Trusts the Host header, as the way that worked, or the request target, if that is in absolute form (RFC 9112, section
 * 3.2.2: then the header counts for nothing). A bad one gives way to the address that the socket arrived at.
 */
export function originOf(request: IncomingMessage): Origin {
	const host = AUTHORITY.exec(request.url ?? "")?.[1] ?? request.headers.host ?? "";
	const reached = HOST.test(host) ? host : localEndpoint(request);
	const isEncrypted = (request.socket as Partial<TLSSocket>).encrypted === true;
	const url = `${isEncrypted ? "wss" : "ws"}://${reached}`;
	return { endpoint: PORT.test(reached) ? reached : `${reached}:${defaultPort(request, isEncrypted)}`, url };
}

/**
 * Port for a client that named none: where it arrived with TLS, or at HTTP's own port; else it came through a proxy. Voice
 * clients speak TLS alone, so that is 443.
 */
function defaultPort({ headers, socket }: IncomingMessage, isEncrypted: boolean): number {
	const { localPort = HTTPS_PORT } = socket;
	if (headers["x-forwarded-proto"] === "https") return HTTPS_PORT;
	return isEncrypted || localPort === HTTP_PORT ? localPort : HTTPS_PORT;
}

function localEndpoint({ socket: { localAddress = "", localPort = 0 } }: IncomingMessage): string {
	return localAddress.includes(":") ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`;
}
