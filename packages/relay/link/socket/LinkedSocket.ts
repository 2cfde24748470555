/** A socket of a link, as its link sees it: to a far server, or to a room. */

import type { SocketRecord } from "../../codec/record.ts";

export interface LinkedSocket {
	/** Whether it has opened and has not ended. */
	readonly isOpen: boolean;
	/** Number of the `o` record, for an `e` record about the opening. */
	readonly up: number;
	/** Whether messages come that wait for the client. A room is read when an answer is sent. */
	readonly queues: boolean;
	/** Processes a record other than `o`. @throws RecordFault If it cannot. */
	perform(record: SocketRecord): void;
	pause(): void;
	resume(): void;
	/** Ends it on behalf of the link or the relay. The far server, if any, sees `farCode`; the caller tells the client. */
	abandon(farCode: number, reason: string): void;
}
