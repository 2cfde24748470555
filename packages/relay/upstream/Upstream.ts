/** A WebSocket to a far server, as a link sees it. */

import type { RecordFaultCode } from "../../../src/protocol/relay/faultCode.ts";
import type { OpenData } from "../link/socket/upData.ts";
import type { Target } from "../security/target.ts";

/** How it ended. */
export type UpstreamEnd =
	| {
			readonly kind: "failed";
			readonly code: RecordFaultCode;
			readonly message: string;
			/** HTTP status of the refusal, if it was one. */
			readonly status?: number;
	  }
	| {
			readonly kind: "closed";
			readonly code: number;
			readonly reason: string;
			/** `relay`: the far server broke a rule that the relay enforces. */
			readonly by: "peer" | "client" | "network" | "relay";
	  };

/** Everything that may happen. `onEnd` comes exactly once, last: `failed` before `onOpen`, `closed` after. */
export interface UpstreamListener {
	readonly onOpen: (protocol: string) => void;
	/** UTF-8; a view, as the bytes of `onPing` and `onPong` are. */
	readonly onText: (text: Buffer) => void;
	readonly onBinary: (bytes: Buffer) => void;
	readonly onPing: (payload: Buffer) => void;
	readonly onPong: (payload: Buffer) => void;
	/** Bytes that it keeps, both ways, have changed to `size`: unfinished messages, and what waits to be sent. */
	readonly onHeld: (size: number) => void;
	readonly onEnd: (end: UpstreamEnd) => void;
}

/** None of these throws, in whatever state the socket is. */
export interface Upstream {
	/** Bytes that wait to be sent, with a cost for each message. */
	readonly bufferedSize: number;
	/** Address that it is connected to; `undefined` while it is not. */
	readonly peerAddress: string | undefined;
	sendText(text: string): void;
	sendBinary(bytes: Buffer): void;
	ping(payload: Buffer): void;
	/** Stops reading, so that the far server is held back: nothing comes until `resume`. */
	pause(): void;
	resume(): void;
	/** Starts the closing handshake; ends with or without the far server's answer. Gives up one that is connecting. */
	close(code: number, reason: string): void;
	/** Sends a close frame, reads nothing further, and is gone soon after. The listener is not called again. */
	drop(code: number, reason: string): void;
}

/** Opens a socket. Never calls the listener before it returns. */
export type Connect = (target: Target, open: OpenData, listener: UpstreamListener) => Upstream;
