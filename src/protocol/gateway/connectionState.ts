/**
 * One main gateway connection as a table: (status, event) -> status. Every transition lives here; docs/architecture.md
 * draws them.
 * Pure. The owner performs the effects; see gateway/Websocket.
 */

export enum WebsocketStatus {
	/** Made, and not asked for anything. */
	Idle = "idle",
	/** The socket opens. */
	Connecting = "connecting",
	/** The socket is open; Hello is awaited. */
	Greeting = "greeting",
	/** Waits for its turn to identify: `max_concurrency` lets so many through at a time. */
	Queued = "queued",
	/** Identify is out; READY is awaited. */
	Identifying = "identifying",
	/** Resume is out; what was missed comes, and then RESUMED. */
	Resuming = "resuming",
	Ready = "ready",
	/** Between two attempts. */
	Waiting = "waiting",
	/** Waits, without a socket, until an Identify may be spent again: too many went out within an hour. */
	Limited = "limited",
	/** Ended; may be opened anew. */
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
	/** The socket ended, could not be opened, or is of no use; another attempt follows. */
	| "lost"
	/** The wait is over, or the user cut it short. */
	| "retry"
	/** The next attempt would have to identify, and no Identify may be spent yet. */
	| "limit"
	/** The user, a close code, or the last failure ended it. */
	| "stop";

type Row = Partial<Record<WebsocketEvent, WebsocketStatus>>;

/** What may end any attempt. */
const ATTEMPT: Row = { lost: WebsocketStatus.Waiting, stop: WebsocketStatus.Closed };

/** What a status may hear, and where it goes. An event that is missing from a row is out of place there. */
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

/** Returns the next status, or undefined if `event` is out of place: the owner logs it and stays. */
export function nextStatus(status: WebsocketStatus, event: WebsocketEvent): WebsocketStatus | undefined {
	return TRANSITIONS[status][event];
}

/** Says whether any event leads from `status` to `target`. */
export function isStatusReachable(status: WebsocketStatus, target: WebsocketStatus): boolean {
	for (const [, reached] of pairs(TRANSITIONS[status])) if (reached === target) return true;
	return false;
}
