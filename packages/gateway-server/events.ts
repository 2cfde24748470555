/**
 * Events of a gateway server, for a timeline or the inspector.
 * An error of a listener is logged and never affects the server.
 */

import type { DaveVerdict } from "./dave/verdict.ts";
import { FrameTap } from "./session/frameTap.ts";

/** Side that ended a connection; `link` means that there was no close frame. */
export type CloseInitiator = "client" | "server" | "link";

/**
 * One event. `connection` counts the sockets of each gateway from 1, over the life of the server. `gateway` marks events of
 * the main gateway.
 */
export type GatewayEvent = GatewayHappening & { readonly gateway?: "main" };

type GatewayHappening =
	| { readonly kind: "connected"; readonly connection: number }
	| { readonly kind: "identified"; readonly connection: number; readonly sessionId: string }
	| {
			readonly kind: "resumed";
			readonly connection: number;
			readonly sessionId: string;
			/** Number of replayed messages. */
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
			/** Result; absent if the channel does not use DAVE. */
			readonly verdict?: DaveVerdict;
	  }
	| {
			/** A member sent its SSRC in op 5, or changed it or its flags. The others in its channel get an op 5. */
			readonly kind: "mapped";
			readonly sessionId: string;
			readonly userId: string;
			readonly ssrc: number;
			/** Bits: 1 voice, 2 sound share, 4 priority; 0 maps too. Does not mean that the member is speaking. */
			readonly flags: number;
	  }
	| {
			/**
			 * State of the media of a session: its address was discovered, it selected a protocol (op 1), it gets no packets because
			 * it sends no datagrams, or it sent a datagram again.
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
			/** Absent if there was no close frame. */
			readonly code: number | undefined;
			readonly reason: string;
			readonly by: CloseInitiator;
	  }
	| { readonly kind: "ended"; readonly sessionId: string; readonly reason: string };

export type GatewayListener = (event: GatewayEvent, at: number) => void;

/** Passes events to every listener, in the order of their subscriptions. */
export class EventHub {
	/** Frames have separate listeners, because there are many frames and few listeners need them. */
	public readonly frames: FrameTap;
	private readonly listeners = new Set<GatewayListener>();

	public constructor(
		private readonly now: () => number,
		private readonly log: (message: string) => void,
	) {
		this.frames = new FrameTap(now, log);
	}

	/** Adds a listener. Returns a function that removes it, which is safe to call twice. */
	public subscribe(listener: GatewayListener): () => void {
		this.listeners.add(listener);
		return () => void this.listeners.delete(listener);
	}

	/** Calls every listener. Never throws. */
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
