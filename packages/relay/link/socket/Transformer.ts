/**
 * Stands between client and far server if the `o` record asks for it. It implements the far server's protocol, so
 * the rest of the relay does not depend on it. No method throws.
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
	/** The client reads again after a pause. */
	readOn(): void;
	/**
	 * The socket has ended. `code` is the code from the side that ended it, if any: for a close by the client, not the
	 * code of the answer. The last call.
	 */
	end(by: "client" | "peer" | "other", code?: number): void;
}

/** A socket as its transformer sees it. Calls after its end do nothing. */
export interface TransformedSocket {
	/** Whether the client reads too slowly: further records would add to those that wait. */
	readonly isHeld: boolean;
	/** Remote address, as the system writes it; `undefined` while it is not connected. */
	readonly peerAddress: string | undefined;
	sendText(text: string): void;
	sendBinary(bytes: Buffer): void;
	/** Sends the client a record. */
	tell(type: ToldType, data: JsonObject): void;
	/** Ends the socket with a `c` record; the far server sees 4000. */
	end(code: RelayCloseCode, reason: string): void;
}

/** Types of records that a transformer sends. */
export type ToldType = "d" | "m";

/** Work of a voice client that the relay can do, as requested by an `o` record. */
export interface Carried {
	readonly dave: boolean;
	readonly media: boolean;
}

/** @returns Undefined if the relay offers none of it. */
export type CreateTransformer = (
	socket: TransformedSocket,
	destination: Destination,
	wanted: Carried,
) => Transformer | undefined;
