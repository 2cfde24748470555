/** The control flags of a session, by name. */

import { VoiceCloseCode } from "../../../src/protocol/voice/closeCode.ts";
import type { CorruptionKind } from "../faults/corruption.ts";

/** How a connection goes on after a truncated frame: it stays and says no more, or it is destroyed. */
export type TruncationEnd = "hold" | "destroy";

/** How a connection ends that `dropSession` drops: a TCP reset, or a FIN; neither with a close frame. */
export type DropKind = "reset" | "fin";

export interface ConnectionControlFlags {
	/** Heartbeats go unanswered. */
	readonly stopHeartbeatAcks?: boolean;
	/** Identify is accepted, but Ready (op 2) never comes. */
	readonly muteReady?: boolean;
	/** Select Protocol is accepted, but Session Description (op 4) never comes. */
	readonly muteSessionDescription?: boolean;
	/** Resume is accepted and replayed, but Resumed (op 9) never comes. */
	readonly muteResumed?: boolean;
	/** How many of the next Identifies to refuse with `failCode`; counts down. */
	readonly failNextIdentifies?: number;
	/** How many of the next Resumes to refuse with `failCode`; counts down. */
	readonly failNextResumes?: number;
	/** Close code of a refusal. @default 4006 */
	readonly failCode?: number;

	/** Milliseconds that everything sent is late, pongs and the close frame too. */
	readonly latency?: number;
	/** Most milliseconds that are added to `latency`, at random for each message. */
	readonly jitter?: number;
	/** A message with little jitter may overtake one with much; else order is kept. */
	readonly reorder?: boolean;
	/** How many of the next messages never arrive; counts down. */
	readonly dropNext?: number;
	/** Share of messages that never arrive, 0 to 1, at random. */
	readonly dropShare?: number;
	/** How many of the next messages arrive twice; counts down. */
	readonly duplicateNext?: number;
	/** How many of the next messages arrive damaged; counts down. */
	readonly corruptNext?: number;
	/** What the damage is, see `faults/corruption.ts`. @default "bytes" */
	readonly corruptKind?: CorruptionKind;
	/** Bytes that a message of the kind "oversized" is filled up to. @default 1048577, one above 1 MiB */
	readonly corruptSize?: number;
	/** How many of the next messages are cut: the frame claims its full size and half of it comes; counts down. */
	readonly truncateNext?: number;
	/** What follows a cut message. @default "destroy" */
	readonly truncateEnd?: TruncationEnd;
	/** Bytes of each fragment that messages are split into; 0 for whole ones. */
	readonly fragment?: number;
	/**
	 * Bytes of each message that a binary message is split into; 0 for whole ones. Under zlib-stream only the last one
	 * then ends in 00 00 ff ff. Each counts as a message for the other flags.
	 */
	readonly splitSize?: number;
	/** Bytes that messages are dribbled in, `dribbleInterval` apart; 0 for all at once. What follows waits. */
	readonly dribbleSize?: number;
	/** Milliseconds between two of these pieces. @default 50 */
	readonly dribbleInterval?: number;
	/** Nothing is read from the client any more; what has arrived still counts. */
	readonly stallReads?: boolean;
	/** Nothing is read or sent, and the TCP connection stays. Once it is off, what was held goes out. */
	readonly halfOpen?: boolean;
	/**
	 * Bytes that may wait to be sent, whether a flag or the client holds them up. One message more, and the connection is
	 * reset, as any server must that does not want to run out of memory. @default 67108864, 64 MiB
	 */
	readonly waitLimit?: number;
	/** How `dropSession` ends the connection. @default "reset" */
	readonly dropKind?: DropKind;
	/** Milliseconds that the answer to a client's close frame is late. */
	readonly closeDelay?: number;
	/** Share of the voice packets and keepalive answers to the client that never arrive, 0 to 1, at random. */
	readonly mediaLoss?: number;
	/** Share that arrive twice. */
	readonly mediaDuplicate?: number;
	/** Share that go behind the next one. */
	readonly mediaReorder?: number;
	/** Milliseconds that they are late. With the op 13 of a sender on time, its packets come after it. */
	readonly mediaDelay?: number;
	/** Most milliseconds that are added to `mediaDelay`, at random for each. Later ones may overtake. */
	readonly mediaJitter?: number;
	/** Share whose tag is wrong. */
	readonly mediaBadTag?: number;
	/** Share of which only the first 0 to 40 bytes arrive. */
	readonly mediaTruncate?: number;
	/** Share that come from another port than Ready gave. */
	readonly mediaForeign?: number;
	/** No datagram passes in either direction; the WebSocket goes on. */
	readonly mediaBlackhole?: boolean;
	/** Seed of what is random here, begun anew by each connection. @default the server's `random` */
	readonly seed?: number;
}

/** Flags that count down, one message or request at a time. */
export type CountFlagName =
	"failNextIdentifies" | "failNextResumes" | "dropNext" | "duplicateNext" | "corruptNext" | "truncateNext";

/** Flags as one connection reads them; whose they are may change under it, when it identifies. */
export interface FlagView {
	/** What is set now; {@link NO_FLAGS} itself if nothing is. */
	current(): ConnectionControlFlags;
	/** Takes one off a count; false if none is left. */
	take(name: CountFlagName): boolean;
}

export const NO_FLAGS: ConnectionControlFlags = {};

/** What a refused Resume is closed with. */
export const DEFAULT_FAIL_CODE: number = VoiceCloseCode.SessionNoLongerValid;
