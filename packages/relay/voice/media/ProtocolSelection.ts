/**
 * Select Protocol (op 1) of one voice session: the relay sends it in place of the client, and again after a Resume until the gateway
 * has answered it.
 */

import { preferredMode } from "../../../shared/rtp/TransportCipher.ts";
import type { Endpoint } from "./Datagrams.ts";
import { selectProtocol, type ReadyFields } from "./mediaMessages.ts";

/** Address for a session that can have no media: no packet reaches it. */
const NOWHERE: Endpoint = { address: "127.0.0.1", port: 9 };

export class ProtocolSelection {
	private pending: string | undefined;

	public constructor(private readonly send: (text: string) => void) {}

	/** Selects the relay's own address. */
	public select(own: Endpoint, mode: string): void {
		this.pending = selectProtocol(own, mode);
		this.send(this.pending);
	}

	/** Selects an address that leads nowhere: the gateway still answers with op 4, which DAVE and the client need. */
	public selectNowhere(ready: ReadyFields | undefined): void {
		const mode = ready && (preferredMode(ready.modes) ?? ready.modes[0]);
		if (mode !== undefined) this.select(NOWHERE, mode);
	}

	/** The gateway has answered with op 4. */
	public answered(): void {
		this.pending = undefined;
	}

	/** Sends the selection again if the gateway has not answered it. Call after a Resume. */
	public repeat(): void {
		if (this.pending !== undefined) this.send(this.pending);
	}
}
