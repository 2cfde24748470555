/** Parts of a carried voice session: DAVE, media, or both. They are independent of each other. */

import type { JsonObject } from "../codec/record.ts";
import type { RelayCloseCode } from "../link/relayClose.ts";
import type { ToldType } from "../link/socket/Transformer.ts";
import type { ServerFrame, ServerText } from "./serverMessage.ts";

/** One part of a session. No method throws. */
export interface SessionPart {
	/** Processes a text of the gateway, never a repeated one. */
	takeText(message: ServerText): void;
	/** The same for a binary frame. */
	takeFrame(frame: ServerFrame): void;
	/** A socket is about to resume the session: sends its client the current state. */
	attach(): void;
	/** The socket is lost. Nothing can be sent until `resume`. */
	lose(): void;
	/** The gateway resumed the session (op 9). */
	resume(): void;
	/** The client reads again after a pause. */
	readOn(): void;
	/** The session is over. Safe to call twice. */
	end(): void;
}

/** The session as its parts see it. */
export interface SessionPort {
	/** Whether the gateway accepts messages: after a Resume only from op 9 on. */
	readonly isLive: boolean;
	/** Whether the session has a socket whose client keeps up. */
	readonly canTell: boolean;
	/** Remote address of the socket; `undefined` without one. */
	readonly peerAddress: string | undefined;
	/** Sends to the gateway, if it can. */
	sendText(text: string): void;
	/** The same for a binary frame. */
	sendBinary(bytes: Buffer): void;
	/** Sends the client a record, if a socket has the session. */
	tell(type: ToldType, data: JsonObject): void;
	/** Ends the session, and its socket with a close code and a reason for the client. */
	cut(code: RelayCloseCode, reason: string): void;
}
