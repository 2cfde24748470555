/**
 * What a socket may have between client and far server, if its `o` record asks: it knows the far server's protocol, so that
 * the relay need not. None of its methods throws.
 */

import type { JsonObject } from "../../codec/record.ts";
import type { Destination } from "../../security/secrets.ts";
import type { RelayCloseCode } from "../relayClose.ts";

export interface Transformer {
	/** @returns What goes up in place of a text of the client; undefined for nothing. */
	fromClient(text: string): string | undefined;
	/** The same for bytes. */
	bytesFromClient(bytes: Buffer): Buffer | undefined;
	/** @returns What goes down in place of a text of the far server. */
	fromServer(text: string): string;
	/** @returns What goes down in place of bytes of the far server: text, or bytes. */
	bytesFromServer(bytes: Buffer): string | Buffer;
	/** The client takes records again, after it was held back. */
	readOn(): void;
	/**
	 * The socket has ended. `code` is what the side that ended it sent, if it sent one: of a close by the client not the
	 * answer to it, which may be another or none. The last call.
	 */
	end(by: "client" | "peer" | "other", code?: number): void;
}

/** A socket as its transformer sees it. What comes too late is not carried out. */
export interface TransformedSocket {
	/** Whether the client does not keep up: what is told now would add to what waits for it. */
	readonly isHeld: boolean;
	/** Address that it is connected to, as the system writes it; `undefined` while it is not. */
	readonly peerAddress: string | undefined;
	sendText(text: string): void;
	sendBinary(bytes: Buffer): void;
	/** Sends the client a record of the relay's own. */
	tell(type: ToldType, data: JsonObject): void;
	/** Ends the socket for a reason of the relay's, with a `c` record; the far side sees 4000. */
	end(code: RelayCloseCode, reason: string): void;
}

/** Types of records that a transformer sends. */
export type ToldType = "d" | "m";

/** Work of a voice client that the relay does: an `o` record names it. */
export interface Carried {
	readonly dave: boolean;
	readonly media: boolean;
}

/** @returns Undefined if nothing of what is wanted is offered. */
export type CreateTransformer = (
	socket: TransformedSocket,
	destination: Destination,
	wanted: Carried,
) => Transformer | undefined;
