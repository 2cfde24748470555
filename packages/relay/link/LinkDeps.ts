/** What a link needs of its relay. */

import type { DownRation } from "../budget/DownRation.ts";
import type { Account } from "../memory/Account.ts";
import type { Target } from "../security/target.ts";
import type { BackpressureLimits } from "./Backpressure.ts";
import type { LinkObserver } from "./LinkObserver.ts";
import type { GoneReason } from "./refusal.ts";
import type { SocketDeps } from "./socket/SocketOwner.ts";

/** Times are milliseconds, sizes bytes. */
export interface LinkLimits extends BackpressureLimits {
	readonly holdMs: number;
	readonly gatherMs: number;
	readonly idleMs: number;
	/** Answers a minute, and how many in a row. */
	readonly perMin: number;
	readonly burst: number;
	readonly maxBody: number;
	readonly maxSockets: number;
	/** Highest number of a down record. */
	readonly lastNumber: number;
}

export interface LinkDeps extends SocketDeps {
	readonly limits: LinkLimits;
	/** What the link keeps counts there, in an account of its own. */
	readonly token: Account;
	/** Bytes a second that go down to all links of its token. */
	readonly ration: DownRation;
	readonly observer: LinkObserver;
	/** That a client may give to a far server: names in lower case. */
	readonly allowedHeaders: ReadonlySet<string>;
	/** Counts an attempt to open a socket. @throws RecordFault If there were too many. */
	readonly takeOpen: () => void;
	/** Told of sockets that were made, or, below 0, ended. */
	readonly onSockets: (count: number) => void;
	/** @throws RecordFault If the URL may not be opened. */
	readonly admit: (url: string) => Target;
	/** Called once, when the link is over. */
	readonly onEnd: (reason: GoneReason) => void;
	/** Called when the client has everything, at a drain. */
	readonly onDrained: () => void;
}
