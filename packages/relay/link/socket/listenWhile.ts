/** A listener that receives events of a connection only while its socket is live. */

import type { UpstreamListener } from "../../upstream/Upstream.ts";

/** @param isLive Asked before each event. An event that comes when it is false is discarded. */
export function listenWhile(isLive: () => boolean, listener: UpstreamListener): UpstreamListener {
	const gate =
		<Parameters extends Array<unknown>>(handle: (...parameters: Parameters) => void) =>
		(...parameters: Parameters): void => {
			if (isLive()) handle(...parameters);
		};
	return {
		onOpen: gate(listener.onOpen),
		onText: gate(listener.onText),
		onBinary: gate(listener.onBinary),
		onPing: gate(listener.onPing),
		onPong: gate(listener.onPong),
		onHeld: gate(listener.onHeld),
		onEnd: gate(listener.onEnd),
	};
}
