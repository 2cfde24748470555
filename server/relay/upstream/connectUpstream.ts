/**
 * Sockets to far servers, on `ws`.
 * Edge: the network.
 */

import type { LookupFunction } from "node:net";
import type { Connect } from "./Upstream.ts";
import { WsUpstream, type WsOptions } from "./WsUpstream.ts";

export interface ConnectOptions {
	/** Largest message taken, in bytes. */
	readonly maxRecord: number;
	/** How names of targets are looked up. */
	readonly lookupFor: (isInsecure: boolean) => LookupFunction;
}

/** Milliseconds that the far server has to answer a close frame. */
const CLOSE_TIMEOUT = 5000;
/** Fragments of one message: each costs memory beside its bytes. Discord's messages come in one. */
const MAX_FRAGMENTS = 1024;
const USER_AGENT = "voice-gateway-relay";

export function createConnect({ maxRecord, lookupFor }: ConnectOptions): Connect {
	return (target, open, listener) => {
		const options: WsOptions & { readonly lookup: LookupFunction } = {
			headers: { "user-agent": USER_AGENT, ...open.headers },
			maxPayload: maxRecord,
			maxFragments: MAX_FRAGMENTS,
			perMessageDeflate: false,
			followRedirects: false,
			closeTimeout: CLOSE_TIMEOUT,
			lookup: lookupFor(target.isInsecure),
		};
		return new WsUpstream(target.url, open.protocols, listener, options);
	};
}
