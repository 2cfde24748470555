/**
 * Sockets to far servers, on `ws`.
 * Edge: the network.
 */

import type { ClientRequestArgs } from "node:http";
import { connect as connectTcp, isIP, type LookupFunction, type NetConnectOpts } from "node:net";
import { connect as connectTls, createSecureContext, type ConnectionOptions } from "node:tls";
import type { Intake } from "../intake/Intake.ts";
import { PacedSocket } from "../intake/PacedSocket.ts";
import type { Connect } from "./Upstream.ts";
import { WsUpstream, type Dial } from "./WsUpstream.ts";

export interface ConnectOptions {
	/** Largest message taken, in bytes. */
	readonly maxRecord: number;
	/** How names of targets are looked up. */
	readonly lookupFor: (isInsecure: boolean) => LookupFunction;
	readonly intake: Intake;
	/** Name of the relay token that the sockets belong to. */
	readonly owner: string;
}

/** Milliseconds that the far server has to answer a close frame. */
const CLOSE_TIMEOUT = 5000;
/** Fragments of one message: each costs memory beside its bytes. Discord's messages come in one. */
const MAX_FRAGMENTS = 1024;
const USER_AGENT = "voice-gateway-relay";

/** Certificates that far servers are checked against. Node would read them again for each socket. */
const secureContext = createSecureContext();

export function createConnect({ maxRecord, lookupFor, intake, owner }: ConnectOptions): Connect {
	return (target, open, listener) => {
		const dial: Dial = (options, onWaiting) => {
			const connect = target.url.protocol === "wss:" ? dialTls : dialTcp;
			return new PacedSocket(connect({ ...options, lookup: lookupFor(target.isInsecure) }), intake, {
				owner,
				onWaiting,
			});
		};
		const options = {
			headers: { "user-agent": USER_AGENT, ...open.headers },
			maxPayload: maxRecord,
			maxFragments: MAX_FRAGMENTS,
			perMessageDeflate: false,
			followRedirects: false,
			closeTimeout: CLOSE_TIMEOUT,
		};
		return new WsUpstream(target.url, open.protocols, listener, { options, dial });
	};
}

function dialTcp(options: ClientRequestArgs): ReturnType<typeof connectTcp> {
	return connectTcp({ ...options, path: undefined } as NetConnectOpts);
}

function dialTls(options: ClientRequestArgs): ReturnType<typeof connectTls> {
	const host = options.host ?? "";
	const servername = isIP(host) === 0 ? host : "";
	return connectTls({ ...options, path: undefined, servername, secureContext } as ConnectionOptions);
}
