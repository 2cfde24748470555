/** Address under which a client reached the server, for URLs in responses. Pure. */

import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";

/** Valid Host header: a name or an address, and a port. */
const HOST = /^[\w.-]+(:\d{1,5})?$|^\[[\da-fA-F:.]+\](:\d{1,5})?$/;

export interface Origin {
	/** `host:port` for VOICE_SERVER_UPDATE, always with the port. */
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
 * Trusts the Host header, or a request target in absolute form, which overrides the header (RFC 9112, section 3.2.2). If the
 * host is invalid, uses the local address of the socket.
 */
export function originOf(request: IncomingMessage): Origin {
	const host = AUTHORITY.exec(request.url ?? "")?.[1] ?? request.headers.host ?? "";
	const reached = HOST.test(host) ? host : localEndpoint(request);
	const isEncrypted = (request.socket as Partial<TLSSocket>).encrypted === true;
	const url = `${isEncrypted ? "wss" : "ws"}://${reached}`;
	return { endpoint: PORT.test(reached) ? reached : `${reached}:${defaultPort(request, isEncrypted)}`, url };
}

/**
 * Port of a client that named none: the local port with TLS or for HTTP's default port. Other clients came through a proxy;
 * voice clients require TLS, so their port is 443.
 */
function defaultPort({ headers, socket }: IncomingMessage, isEncrypted: boolean): number {
	const { localPort = HTTPS_PORT } = socket;
	if (headers["x-forwarded-proto"] === "https") return HTTPS_PORT;
	return isEncrypted || localPort === HTTP_PORT ? localPort : HTTPS_PORT;
}

function localEndpoint({ socket: { localAddress = "", localPort = 0 } }: IncomingMessage): string {
	return localAddress.includes(":") ? `[${localAddress}]:${localPort}` : `${localAddress}:${localPort}`;
}
