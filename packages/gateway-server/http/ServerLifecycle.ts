/** Starts and stops a gateway server: its port, its media port and both gateways. Edge: the network. */

import { CLOSE_CODE } from "../../shared/closeFrame.ts";
import type { TlsKey } from "../../shared/TlsKey.ts";
import { checkNames } from "../checkNames.ts";
import type { MainGateway } from "../main/MainGateway.ts";
import type { MediaHost } from "../media/MediaHost.ts";
import { checkRange } from "../options.ts";
import type { VoiceGateway } from "../voice/VoiceGateway.ts";
import type { WebSocketHost } from "./WebSocketHost.ts";

export interface ListenOptions {
	/** Key and certificate for TLS. @default plain */
	readonly tls?: TlsKey;
}

export class ServerLifecycle {
	private boundTo: { readonly port: number; readonly host: string; readonly options: ListenOptions } | undefined;

	public constructor(
		private readonly host: WebSocketHost,
		private readonly media: MediaHost,
		private readonly main: MainGateway,
		private readonly voice: VoiceGateway,
	) {}

	/**
	 * Starts to listen, and opens any free UDP port for voice media unless the option `audioAddress` is set.
	 *
	 * @param port 0 for any free port.
	 * @throws If the port is taken, the server listens already, or an option is unknown.
	 */
	public async listen(port = 0, host = "127.0.0.1", options: ListenOptions = {}): Promise<void> {
		checkNames("option", options, ["tls"]);
		await this.host.listen(port, host, options.tls);
		try {
			await this.media.listen(host);
		} catch (error) {
			await this.host.destroy();
			throw error;
		}
		this.boundTo = { port: Number(this.host.endpoint.split(":").at(-1)), host, options };
		this.host.isAccepting = true;
	}

	/**
	 * Shuts down: closes every connection with 1001, ends every session and frees the port.
	 *
	 * @param grace Milliseconds for clients to answer the close. Then their sockets are destroyed.
	 * @throws RangeError If the grace is out of range. Nothing is closed.
	 */
	public async close(grace = 1000): Promise<void> {
		checkRange("grace", grace);
		this.host.isAccepting = false;
		const closing = [CLOSE_CODE.goingAway, "server is shutting down", grace] as const;
		// voice first: a main session that ends closes its voice sessions with another code
		await Promise.all([this.voice.closeAll(...closing), this.main.closeAll(...closing)]);
		await this.media.close();
		await this.host.destroy();
	}

	/** Stops as if the process had died: no close frames, and the port is free. Sessions can be resumed after `restart`. */
	public async terminate(): Promise<void> {
		this.host.isAccepting = false;
		this.main.terminateAll();
		this.voice.terminateAll();
		await this.media.close();
		await this.host.destroy();
	}

	/** Terminates, and listens again on the same port with the same sessions. @throws If the server never listened. */
	public async restart(): Promise<void> {
		if (this.boundTo === undefined) throw new Error("server never listened, call listen() first");
		await this.terminate();
		await this.listen(this.boundTo.port, this.boundTo.host, this.boundTo.options);
	}
}
