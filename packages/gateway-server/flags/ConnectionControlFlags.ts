/** The control flags of a session, by name. */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import type { CorruptionKind } from "../faults/corruption.ts";

/** What follows a truncated frame: the connection stays silent, or is destroyed. */
export type TruncationEnd = "hold" | "destroy";

/** How `dropSession` ends a connection: a TCP reset or a FIN, neither with a close frame. */
export type DropKind = "reset" | "fin";

export interface ConnectionControlFlags {
	/** Leaves heartbeats unanswered. */
	readonly stopHeartbeatAcks?: boolean;
	/** Accepts Identify, but never sends Ready. */
	readonly muteReady?: boolean;
	/** Accepts Select Protocol, but never sends Session Description (op 4). */
	readonly muteSessionDescription?: boolean;
	/** Accepts a Resume and replays, but never sends Resumed. */
	readonly muteResumed?: boolean;
	/** Number of Identifies to reject with `failCode`. Counts down. */
	readonly failNextIdentifies?: number;
	/** Number of Resumes to reject with `failCode`. Counts down. */
	readonly failNextResumes?: number;
	/** Close code of a rejection. @default 4006 */
	readonly failCode?: number;

	/** Delay of everything sent in milliseconds, including pongs and the close frame. */
	readonly latency?: number;
	/** Maximum random delay in milliseconds, added to `latency` for each message. */
	readonly jitter?: number;
	/** Lets a message with a short delay overtake one with a long delay. Otherwise the order is kept. */
	readonly reorder?: boolean;
	/** Number of messages to drop. Counts down. */
	readonly dropNext?: number;
	/** Share of messages to drop at random, 0 to 1. */
	readonly dropShare?: number;
	/** Number of messages to send twice. Counts down. */
	readonly duplicateNext?: number;
	/** Number of messages to damage. Counts down. */
	readonly corruptNext?: number;
	/** Kind of the damage: `utf8`, `rsv`, `control`, `oversized` or `bytes`. @default "bytes" */
	readonly corruptKind?: CorruptionKind;
	/** Size of a message damaged as `oversized` in bytes. @default 1048577, one above 1 MiB */
	readonly corruptSize?: number;
	/** Number of messages to cut: the frame announces its full size, and half of it is sent. Counts down. */
	readonly truncateNext?: number;
	/** What follows a cut message: `hold` or `destroy`. @default "destroy" */
	readonly truncateEnd?: TruncationEnd;
	/** Size of the fragments of each message in bytes; 0 for whole messages. */
	readonly fragment?: number;
	/**
	 * Size in bytes of the messages that each binary message is split into; 0 for whole messages. With zlib-stream
	 * only the last one ends in 00 00 ff ff. Each counts as one message for other flags.
	 */
	readonly splitSize?: number;
	/**
	 * Size in bytes of the pieces that messages are sent in, `dribbleInterval` apart; 0 for all at once. Later
	 * messages wait.
	 */
	readonly dribbleSize?: number;
	/** Milliseconds between two pieces. @default 50 */
	readonly dribbleInterval?: number;
	/** Stops reading from the client. Data that has arrived still counts. */
	readonly stallReads?: boolean;
	/** Stops reading and sending, while the TCP connection stays. Queued data is sent once the flag is cleared. */
	readonly halfOpen?: boolean;
	/**
	 * Bytes that may be queued, by a flag or a slow client. One message more resets the connection, which bounds the
	 * memory of the server. @default 67108864, 64 MiB
	 */
	readonly waitLimit?: number;
	/** How `dropSession` ends the connection: `reset` or `fin`. @default "reset" */
	readonly dropKind?: DropKind;
	/** Delay of the reply to a close frame of the client in milliseconds. */
	readonly closeDelay?: number;

	/** Share of voice packets and keepalive replies to drop at random, 0 to 1. */
	readonly mediaLoss?: number;
	/** Share of these to send twice. */
	readonly mediaDuplicate?: number;
	/** Share of these to send after the next one. */
	readonly mediaReorder?: number;
	/** Delay of these in milliseconds. Packets then arrive after an op 13 of their sender. */
	readonly mediaDelay?: number;
	/** Maximum random delay in milliseconds, added to `mediaDelay` for each. Later ones may overtake. */
	readonly mediaJitter?: number;
	/** Share of these to send with a wrong authentication tag. */
	readonly mediaBadTag?: number;
	/** Share of these to cut to their first 0 to 40 bytes. */
	readonly mediaTruncate?: number;
	/** Share of these to send from another port than the one in Ready. */
	readonly mediaForeign?: number;
	/** Drops all datagrams in both directions. The WebSocket is not affected. */
	readonly mediaBlackhole?: boolean;
	/** Seed of the random faults. Each connection starts from it. @default the `random` option of the server */
	readonly seed?: number;
}

/** Flags that count down with each message or request. */
export type CountFlagName =
	"failNextIdentifies" | "failNextResumes" | "dropNext" | "duplicateNext" | "corruptNext" | "truncateNext";

/** Flags of one connection. They belong to another session once the connection identifies. */
export interface FlagView {
	/** Current flags; {@link NO_FLAGS} itself if none are set. */
	current(): ConnectionControlFlags;
	/** Decrements a counter. Returns false if it is 0. */
	take(name: CountFlagName): boolean;
}

export const NO_FLAGS: ConnectionControlFlags = {};

/** Default close code of a rejection. */
export const DEFAULT_FAIL_CODE: number = VoiceCloseCode.SessionNoLongerValid;
