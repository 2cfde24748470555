/**
 * The default source of sockets: the engine if it has sockets, else a relay.
 * Edge: asks the engine for a socket, and uses the relay if that fails. It does not check what kind of place this is.
 */

import { Relay, RelayOptions } from "./Relay";
import { SocketAdapter, SocketFactory, SocketListener, SocketOptions } from "./SocketAdapter";
import { openWebStream } from "./WebStreamAdapter";

/** Advice if neither works. */
const ADVICE = "run a relay (npm run relay) and call configureRelay({ url, token }) before the first connection";

let configured: Relay | undefined;

/**
 * Sets the relay for sockets where the engine has none, as in a live server. Call it once, when the server starts:
 *
 *     configureRelay({ url: "https://relay.example:8443", token: HttpService.GetSecret("relay") });
 *
 * Open sockets are not affected. Without options, it removes the relay.
 *
 * @returns The relay: its state, its budget, and `createSocket` to use it even where the engine has sockets.
 * @throws If `url` or `token` is invalid.
 */
export function configureRelay(options: RelayOptions): Relay;
export function configureRelay(): undefined;
export function configureRelay(options?: RelayOptions): Relay | undefined {
	configured = options === undefined ? undefined : new Relay(options);
	return configured;
}

/**
 * Opens a socket of the engine, else through the relay of {@link configureRelay}. Never yields.
 *
 * @throws With advice, if neither works.
 */
export function createAdapter(url: string, listener: SocketListener, options?: SocketOptions): SocketAdapter {
	return openAnywhere(openWebStream, configured?.createSocket)(url, listener, options);
}

/** Returns a factory that tries `direct` first, and then `relayed`, if any. */
export function openAnywhere(direct: SocketFactory, relayed: SocketFactory | undefined): SocketFactory {
	return (url, listener, options) => {
		const [ok, adapter] = pcall(direct, url, listener, options);
		if (ok) return adapter;
		if (relayed === undefined) error(`${tostring(adapter)}; ${ADVICE}`, 0);
		return relayed(url, listener, options);
	};
}
