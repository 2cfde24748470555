/**
 * Where sockets come from unless somebody says otherwise: the engine's own where it has them, else a relay.
 * Edge: asks for a socket and sees what happens; what kind of place this is, it does not ask.
 */

import { Relay, RelayOptions } from "./Relay";
import { SocketAdapter, SocketFactory, SocketListener, SocketOptions } from "./SocketAdapter";
import { openWebStream } from "./WebStreamAdapter";

/** What to do where nothing works. */
const ADVICE = "run a relay (npm run relay) and call configureRelay({ url, token }) before the first connection";

let configured: Relay | undefined;

/**
 * Names the relay through which sockets go wherever the engine has none, as in a live server. Once, when the server starts:
 *
 *     configureRelay({ url: "https://relay.example:8443", token: HttpService.GetSecret("relay") });
 *
 * Sockets that are open stay where they are. Without options, there is no relay any more.
 *
 * @returns The relay: its state, its budget, and `createSocket` for those who want it wherever they are.
 * @throws If `url` or `token` cannot be.
 */
export function configureRelay(options: RelayOptions): Relay;
export function configureRelay(): undefined;
export function configureRelay(options?: RelayOptions): Relay | undefined {
	configured = options === undefined ? undefined : new Relay(options);
	return configured;
}

/**
 * Opens a socket over the engine's own, else over the relay of {@link configureRelay}. Never yields.
 *
 * @throws If neither works, with what can be done.
 */
export function createAdapter(url: string, listener: SocketListener, options?: SocketOptions): SocketAdapter {
	return openAnywhere(openWebStream, configured?.createSocket)(url, listener, options);
}

/** A factory that tries `direct` first, and then `relayed`, if there is one. */
export function openAnywhere(direct: SocketFactory, relayed: SocketFactory | undefined): SocketFactory {
	return (url, listener, options) => {
		const [ok, adapter] = pcall(direct, url, listener, options);
		if (ok) return adapter;
		if (relayed === undefined) error(`${tostring(adapter)}; ${ADVICE}`, 0);
		return relayed(url, listener, options);
	};
}
