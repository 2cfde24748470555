/**
 * The voice connection as a table: (state, event) -> state. Every transition lives here.
 * Pure. The owner performs the effects; see VoiceConnection.
 *
 *     idle -> connecting -> identifying -> ready
 *               ^    \--->  resuming  ---^  |
 *               |_______  waiting  <________|        any state -> closed
 */

export type ConnectionState = "idle" | "connecting" | "identifying" | "resuming" | "ready" | "waiting" | "closed";

export type ConnectionEvent =
	/** The user wants a session. */
	| "open"
	/** The socket is open, and Identify goes out. */
	| "identify"
	/** The socket is open, and Resume goes out. */
	| "resume"
	/** The server sent Ready or Resumed. */
	| "ready"
	/** The socket ended, could not be opened, or went silent. */
	| "lost"
	/** The wait before the next attempt is over. */
	| "retry"
	/** The user or a close code ended it for good. */
	| "stop";

/** What a state may hear, and where it goes. An event that is missing from a row is out of place there. */
export const TRANSITIONS: Record<ConnectionState, Partial<Record<ConnectionEvent, ConnectionState>>> = {
	idle: { open: "connecting", stop: "closed" },
	connecting: { identify: "identifying", resume: "resuming", lost: "waiting", stop: "closed" },
	identifying: { ready: "ready", lost: "waiting", stop: "closed" },
	resuming: { ready: "ready", lost: "waiting", stop: "closed" },
	ready: { lost: "waiting", stop: "closed" },
	waiting: { retry: "connecting", stop: "closed" },
	closed: {},
};

/** Returns the next state, or undefined if `event` is out of place: the owner logs it and stays. */
export function nextState(state: ConnectionState, event: ConnectionEvent): ConnectionState | undefined {
	return TRANSITIONS[state][event];
}
