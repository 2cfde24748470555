/**
 * Shows every datagram that comes from clients to listeners, such as the inspector. Costs nothing without any.
 * Never shows a payload or a key.
 */

import type { RtpExtension } from "../../shared/rtp/extension.ts";
import type { DropCause } from "./MediaCounts.ts";
import type { PacketKind } from "./packetKind.ts";

/** One datagram from a client. */
export interface GatewayPacket extends RtpExtension {
	readonly kind: PacketKind | "rtcp" | "ping" | "pong" | "discovery" | "unknown";
	/** Bytes on the wire. */
	readonly size: number;
	/** Session that it is from; absent if the server cannot tell. */
	readonly sessionId?: string;
	readonly userId?: string;
	readonly channelId?: string;
	/** Of RTP. */
	readonly ssrc?: number;
	readonly sequence?: number;
	readonly timestamp?: number;
	readonly payloadType?: number;
	/** Why it went no further. */
	readonly dropped?: DropCause;
}

export type PacketListener = (packet: GatewayPacket, at: number) => void;

export class PacketTap {
	private readonly listeners = new Set<PacketListener>();

	public constructor(
		private readonly now: () => number,
		private readonly log: (message: string) => void,
	) {}

	/** Adds a listener. Returns what removes it again; safe to call twice. */
	public subscribe(listener: PacketListener): () => void {
		this.listeners.add(listener);
		return () => void this.listeners.delete(listener);
	}

	/** Tells every listener; `packet` is called only if there is one. Never errors. */
	public emit(packet: () => GatewayPacket): void {
		if (this.listeners.size === 0) return;
		const at = this.now();
		const shown = packet();
		for (const listener of this.listeners) {
			try {
				listener(shown, at);
			} catch (error) {
				this.log(`listener for packets failed: ${String(error)}`);
			}
		}
	}
}
