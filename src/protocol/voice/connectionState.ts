/**
 * The voice connection as a table: (state, event) -> state. Every transition is here; docs/architecture.md has the diagram.
 * Pure. The owner performs the effects; see VoiceConnection.
 */

export type ConnectionState =
	/** Not opened yet. */
	| "idle"
	/** Waits for voice state and voice server from the credential source. */
	| "signalling"
	| "connecting"
	| "identifying"
	| "resuming"
	| "ready"
	/** Between two attempts. */
	| "waiting"
	/** Disconnected by Discord. It may be a move to another channel or server. */
	| "moving"
	| "closed";

export type ConnectionEvent =
	/** The user wants a session. */
	| "open"
	/** A new pair of voice state and voice server arrived. It replaces the current session. */
	| "paired"
	/** The voice server is gone, and Discord has named no other yet. */
	| "unallocated"
	/** The socket is open, and Identify goes out. */
	| "identify"
	/** The socket is open, and Resume goes out. */
	| "resume"
	/** The server sent Ready or Resumed. */
	| "ready"
	/** The socket ended, failed to open, or went silent; or no credentials came. */
	| "lost"
	/** A close code reports that we were disconnected. */
	| "moved"
	/** The wait is over, or the user cut it short. The next attempt begins. */
	| "retry"
	/** The wait is over, and the credentials are spent. */
	| "renew"
	/** The user, a close code, or the last failure ended the connection for good. */
	| "stop";

type Row = Partial<Record<ConnectionEvent, ConnectionState>>;

/** Once there are credentials, new ones may come at any time. */
const ATTEMPT: Row = {
	lost: "waiting",
	moved: "moving",
	paired: "connecting",
	unallocated: "signalling",
	stop: "closed",
};

/** Where each event leads from each state. An event that is missing from a row is out of place there. */
export const TRANSITIONS: Record<ConnectionState, Row> = {
	idle: { open: "signalling", stop: "closed" },
	signalling: { paired: "connecting", unallocated: "signalling", lost: "waiting", stop: "closed" },
	connecting: { ...ATTEMPT, identify: "identifying", resume: "resuming" },
	identifying: { ...ATTEMPT, ready: "ready" },
	resuming: { ...ATTEMPT, ready: "ready" },
	ready: { ...ATTEMPT, retry: "connecting" },
	waiting: {
		retry: "connecting",
		renew: "signalling",
		paired: "connecting",
		unallocated: "signalling",
		stop: "closed",
	},
	moving: { paired: "connecting", unallocated: "signalling", stop: "closed" },
	closed: {},
};

/** Returns the next state, or undefined if `event` is out of place: the owner logs it and stays. */
export function nextState(state: ConnectionState, event: ConnectionEvent): ConnectionState | undefined {
	return TRANSITIONS[state][event];
}
