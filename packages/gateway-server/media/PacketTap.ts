/**
 * Reports every datagram from clients to listeners such as the inspector. Costs nothing without listeners.
 * Never exposes payloads or keys.
 */

import type { RtpExtension } from "../../shared/rtp/extension.ts";
import type { DropCause } from "./MediaCounts.ts";
import type { PacketKind } from "./packetKind.ts";

/** One datagram from a client. */
export interface GatewayPacket extends RtpExtension {
	readonly kind: PacketKind | "rtcp" | "ping" | "pong" | "discovery" | "unknown";
	/** Size on the wire in bytes. */
	readonly size: number;
	/** Session it came from; absent if unknown. */
	readonly sessionId?: string;
	readonly userId?: string;
	readonly channelId?: string;
	/** RTP fields; absent for other datagrams. */
	readonly ssrc?: number;
	readonly sequence?: number;
	readonly timestamp?: number;
	readonly payloadType?: number;
	/** Why it was dropped. */
	readonly dropped?: DropCause;
}

export type PacketListener = (packet: GatewayPacket, at: number) => void;

export class PacketTap {
	private readonly listeners = new Set<PacketListener>();

	public constructor(
		private readonly now: () => number,
		private readonly log: (message: string) => void,
	) {}

	/** Adds a listener. Returns a function that removes it; safe to call twice. */
	public subscribe(listener: PacketListener): () => void {
		this.listeners.add(listener);
		return () => void this.listeners.delete(listener);
	}

	/** Calls every listener. `packet` is only evaluated if there are any. Never throws. */
	public emit(packet: () => GatewayPacket): void {
		if (this.listeners.size === 0) return;
		const at = this.now();
		const shown = packet();
		for (const listener of this.listeners) {
			try {
				listener(shown, at);
			} catch (error) {
				this.log(`packet listener failed: ${String(error)}`);
			}
		}
	}
}
