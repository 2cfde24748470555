/**
 * The state table of a main gateway connection: (status, event) -> status. docs/architecture.md has the diagram.
 * Pure. The effects are in `src/gateway/Attempts`.
 */

export enum WebsocketStatus {
	/** Before `connect`. */
	Idle = "idle",
	/** The socket is opening. */
	Connecting = "connecting",
	/** The socket is open; Hello is awaited. */
	Greeting = "greeting",
	/** Waits for its turn to identify, which `max_concurrency` limits. */
	Queued = "queued",
	/** Identify was sent; READY is awaited. */
	Identifying = "identifying",
	/** Resume was sent; missed dispatches are replayed, then RESUMED follows. */
	Resuming = "resuming",
	Ready = "ready",
	/** Between two attempts. */
	Waiting = "waiting",
	/** Waits, without a socket, until an Identify is allowed: too many were sent within an hour. */
	Limited = "limited",
	/** Ended; `connect` opens it again. */
	Closed = "closed",
}

export type WebsocketEvent =
	/** The user wants a connection. */
	| "open"
	/** The socket is open. */
	| "opened"
	/** Hello came, and there is no session to resume. */
	| "queue"
	/** Identify goes out. */
	| "identify"
	/** Hello came, and Resume goes out. */
	| "resume"
	/** READY or RESUMED came. */
	| "ready"
	/** The socket ended, could not be opened, or was dropped; another attempt follows. */
	| "lost"
	/** The wait is over, or the user ended it early. */
	| "retry"
	/** The next attempt would have to identify, which is not allowed yet. */
	| "limit"
	/** The user, a close code, or the last failure ended it. */
	| "stop";

type Row = Partial<Record<WebsocketEvent, WebsocketStatus>>;

/** Events that may end any attempt. */
const ATTEMPT: Row = { lost: WebsocketStatus.Waiting, stop: WebsocketStatus.Closed };

/** The events of each status, and the status that follows. A missing event is not expected. */
export const TRANSITIONS: Record<WebsocketStatus, Row> = {
	[WebsocketStatus.Idle]: {
		open: WebsocketStatus.Connecting,
		limit: WebsocketStatus.Limited,
		stop: WebsocketStatus.Closed,
	},
	[WebsocketStatus.Connecting]: { ...ATTEMPT, opened: WebsocketStatus.Greeting },
	[WebsocketStatus.Greeting]: { ...ATTEMPT, queue: WebsocketStatus.Queued, resume: WebsocketStatus.Resuming },
	[WebsocketStatus.Queued]: { ...ATTEMPT, identify: WebsocketStatus.Identifying },
	[WebsocketStatus.Identifying]: { ...ATTEMPT, ready: WebsocketStatus.Ready },
	[WebsocketStatus.Resuming]: { ...ATTEMPT, ready: WebsocketStatus.Ready },
	[WebsocketStatus.Ready]: ATTEMPT,
	[WebsocketStatus.Waiting]: {
		retry: WebsocketStatus.Connecting,
		limit: WebsocketStatus.Limited,
		stop: WebsocketStatus.Closed,
	},
	[WebsocketStatus.Limited]: { retry: WebsocketStatus.Connecting, stop: WebsocketStatus.Closed },
	[WebsocketStatus.Closed]: { open: WebsocketStatus.Connecting, limit: WebsocketStatus.Limited },
};

/** Returns the next status; undefined if `event` is not expected. */
export function nextStatus(status: WebsocketStatus, event: WebsocketEvent): WebsocketStatus | undefined {
	return TRANSITIONS[status][event];
}

/** Returns whether any event leads from `status` to `target`. */
export function isStatusReachable(status: WebsocketStatus, target: WebsocketStatus): boolean {
	for (const [, reached] of pairs(TRANSITIONS[status])) if (reached === target) return true;
	return false;
}
