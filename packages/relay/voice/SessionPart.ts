/** What a carried voice session is made of: DAVE, media, or both. Each part has its own state and knows nothing of the other. */

import type { JsonObject } from "../codec/record.ts";
import type { RelayCloseCode } from "../link/relayClose.ts";
import type { ToldType } from "../link/socket/Transformer.ts";
import type { ServerFrame, ServerText } from "./serverMessage.ts";

/** One rule's share of a session. No method throws. */
export interface SessionPart {
	/** Takes a text of the gateway that it sent for the first time. */
	takeText(message: ServerText): void;
	/** The same for a binary frame. */
	takeFrame(frame: ServerFrame): void;
	/** A socket is about to resume the session: tells its client how things stand. */
	attach(): void;
	/** The socket is lost. Nothing can be sent until `resume`. */
	lose(): void;
	/** The gateway resumed the session (op 9). */
	resume(): void;
	/** The client takes records again, after it was held back. */
	readOn(): void;
	/** The session is over. Safe to call twice. */
	end(): void;
}

/** The session as its parts see it. */
export interface SessionPort {
	/** Whether the gateway takes what is sent: after a Resume not before op 9. */
	readonly isLive: boolean;
	/** Whether a socket has the session whose client takes records: it is not held back. */
	readonly canTell: boolean;
	/** Address that the socket is connected to; `undefined` without one. */
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
