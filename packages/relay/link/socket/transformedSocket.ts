/** A socket as its transformer sees it: calls after its end do nothing. */

import type { Upstream } from "../../upstream/Upstream.ts";
import type { RelayCloseCode } from "../relayClose.ts";
import type { ToldType, TransformedSocket } from "./Transformer.ts";

export interface TransformedParts {
	readonly upstream: () => Upstream;
	readonly isHeld: () => boolean;
	/** Runs an action if the socket is open. */
	readonly ifOpen: (action: () => void) => void;
	/** Sends the client a record. */
	readonly tell: (type: ToldType, data: string) => void;
	readonly end: (code: RelayCloseCode, reason: string) => void;
}

export function transformedSocket({ upstream, isHeld, ifOpen, tell, end }: TransformedParts): TransformedSocket {
	return {
		get isHeld() {
			return isHeld();
		},
		get peerAddress() {
			return upstream().peerAddress;
		},
		sendText: (text) => ifOpen(() => upstream().sendText(text)),
		sendBinary: (bytes) => ifOpen(() => upstream().sendBinary(bytes)),
		tell: (type, data) => ifOpen(() => tell(type, JSON.stringify(data))),
		end: (code, reason) => ifOpen(() => end(code, reason)),
	};
}
