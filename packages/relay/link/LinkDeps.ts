/** Dependencies of a link. */

import type { DownRation } from "../budget/DownRation.ts";
import type { Account } from "../memory/Account.ts";
import type { Target } from "../security/target.ts";
import type { BackpressureLimits } from "./Backpressure.ts";
import type { LinkObserver } from "./LinkObserver.ts";
import type { GoneReason } from "./refusal.ts";
import type { RoomDoor } from "./room/RoomDoor.ts";
import type { SocketDeps } from "./socket/SocketOwner.ts";

/** Times are milliseconds, sizes bytes. */
export interface LinkLimits extends BackpressureLimits {
	readonly holdMs: number;
	readonly gatherMs: number;
	readonly idleMs: number;
	/** Answers per minute, and their burst. */
	readonly perMin: number;
	readonly burst: number;
	readonly maxBody: number;
	readonly maxSockets: number;
	/** Highest number of a down record. */
	readonly lastNumber: number;
}

export interface LinkDeps extends SocketDeps {
	readonly limits: LinkLimits;
	/** Parent of the link's own account. */
	readonly token: Account;
	/** Limit of bytes per second for all links of its token. */
	readonly ration: DownRation;
	readonly observer: LinkObserver;
	/** Header names that a client may set, in lower case. */
	readonly allowedHeaders: ReadonlySet<string>;
	/** Counts an attempt to open a socket. @throws RecordFault If there are too many. */
	readonly takeOpen: () => void;
	/** Lets the link watch rooms. */
	readonly rooms: RoomDoor;
	/** Called with the change of the number of sockets to far servers. */
	readonly onSockets: (count: number) => void;
	/** @throws RecordFault If the URL may not be opened. */
	readonly admit: (url: string) => Target;
	/** Called once, when the link is over. */
	readonly onEnd: (reason: GoneReason) => void;
	/** Called during a drain when the client has acknowledged every record. */
	readonly onDrained: () => void;
}
