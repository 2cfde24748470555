/**
 * What a gateway server tells its owner, for a demo's timeline or an inspector.
 * A listener that throws is reported to the logger and never disturbs the server.
 */

import type { DaveVerdict } from "./dave/verdict.ts";
import { FrameTap } from "./session/frameTap.ts";

/** Who ended a connection; `link` means that no close frame was seen. */
export type CloseInitiator = "client" | "server" | "link";

/**
 * One event. `connection` counts sockets from 1, over the life of the server and for each of its gateways; those of the
 * main gateway are marked.
 */
export type GatewayEvent = GatewayHappening & { readonly gateway?: "main" };

type GatewayHappening =
	| { readonly kind: "connected"; readonly connection: number }
	| { readonly kind: "identified"; readonly connection: number; readonly sessionId: string }
	| {
			readonly kind: "resumed";
			readonly connection: number;
			readonly sessionId: string;
			/** Messages sent again. */
			readonly replayed: number;
	  }
	| {
			readonly kind: "heartbeat";
			readonly connection: number;
			readonly sessionId: string;
			/** Main gateway: the sequence. One of 64 bits, as a voice client below version 8 may send it, is rounded. */
			readonly nonce: number;
			/** Last sequence the client acknowledged; -1 if none. */
			readonly sequence: number;
			/** False while ACKs are stopped. */
			readonly acknowledged: boolean;
	  }
	| {
			/** A DAVE message of a client: op 23, 26, 28 or 31. */
			readonly kind: "dave";
			readonly connection: number;
			readonly sessionId: string;
			readonly opcode: number;
			/** `d` of a JSON message, or base64 of a binary payload. */
			readonly payload: unknown;
			/** What the gateway made of it; absent where the channel does not use DAVE. */
			readonly verdict?: DaveVerdict;
	  }
	| {
			/** A member told its SSRC by op 5, or changed it or its flags: the others in its channel are told. */
			readonly kind: "mapped";
			readonly sessionId: string;
			readonly userId: string;
			readonly ssrc: number;
			/** Bits: 1 voice, 2 sound share, 4 priority; 0 maps too. Never says that the member speaks now. */
			readonly flags: number;
	  }
	| {
			/**
			 * Where the media of a session stands: its address was discovered; it selected a protocol (op 1); it gets no packets
			 * for want of datagrams from it; a datagram came again.
			 */
			readonly kind: "media";
			readonly sessionId: string;
			readonly state: "discovered" | "selected" | "quiet" | "heard";
	  }
	/** A WebSocket pong. */
	| { readonly kind: "pong"; readonly connection: number; readonly sessionId: string | undefined }
	| { readonly kind: "dropped"; readonly connection: number; readonly reason: string }
	| {
			readonly kind: "closed";
			readonly connection: number;
			readonly sessionId: string | undefined;
			/** Absent if no close frame was seen. */
			readonly code: number | undefined;
			readonly reason: string;
			readonly by: CloseInitiator;
	  }
	| { readonly kind: "ended"; readonly sessionId: string; readonly reason: string };

export type GatewayListener = (event: GatewayEvent, at: number) => void;

/** Hands events to every listener, in the order in which they subscribed. */
export class EventHub {
	/** Frames have listeners of their own: there are many, and few want them. */
	public readonly frames: FrameTap;
	private readonly listeners = new Set<GatewayListener>();

	public constructor(
		private readonly now: () => number,
		private readonly log: (message: string) => void,
	) {
		this.frames = new FrameTap(now, log);
	}

	/** Adds a listener. Returns what removes it again; safe to call twice. */
	public subscribe(listener: GatewayListener): () => void {
		this.listeners.add(listener);
		return () => void this.listeners.delete(listener);
	}

	/** Tells every listener. Never errors. */
	public emit(event: GatewayEvent): void {
		const at = this.now();
		for (const listener of this.listeners) {
			try {
				listener(event, at);
			} catch (error) {
				this.log(`listener for "${event.kind}" failed: ${String(error)}`);
			}
		}
	}
}
