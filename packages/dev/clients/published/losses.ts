/** Ways to lose a main session, and what a client must do then. Tables. */

import type { Stage } from "./Stage.ts";

/** What a client does after a loss: resumes its session, starts a new one, or gives up. */
export type Outcome = "resume" | "identify" | "stop";

export interface Loss {
	readonly name: string;
	readonly outcome: Outcome;
	/** Milliseconds between heartbeats, for losses that the client must detect with them. */
	readonly heartbeatInterval?: number;
	/** Breaks the connection. Resolves once the client is away. */
	readonly inflict: (stage: Stage, sessionId: string) => Promise<void> | void;
	/** Makes connections possible again, after the messages were dispatched. */
	readonly mend?: (stage: Stage) => Promise<void>;
	/** Ends a fault that would also break the next connection. Called once the client has opened it. */
	readonly heal?: (stage: Stage, sessionId: string) => void;
}

/** Short, but longer than a busy machine delays a process. */
const SHORT_HEARTBEAT = 1500;

/** The server closes the connection. */
const close = (code: number, outcome: Outcome): Loss => ({
	name: `close ${code}`,
	outcome,
	inflict: ({ server }, sessionId) => void server.disconnectSession(sessionId, code),
});

/**
 * Sources: Discord Docs, "Gateway", sections "Heartbeat", "Disconnecting", "Resuming"; "Gateway Close Event Codes", whose column
 * "Reconnect" is false for 4004 and 4014. 4009 and 4007 tell a client to begin a new session.
 */
export const LOSSES: ReadonlyArray<Loss> = [
	{
		name: "no ACKs",
		outcome: "resume",
		heartbeatInterval: SHORT_HEARTBEAT,
		inflict: async (stage, sessionId) => {
			stage.server.setStopHeartbeatAcks(sessionId, true);
			const before = stage.count("closed");
			await stage.until(() => stage.count("closed") > before, "the client closed a connection without ACKs");
		},
		heal: ({ server }, sessionId) => server.setStopHeartbeatAcks(sessionId, false),
	},
	{
		name: "TCP reset",
		outcome: "resume",
		inflict: ({ server }, sessionId) => void server.dropSession(sessionId),
	},
	{
		name: "half-open",
		outcome: "resume",
		heartbeatInterval: SHORT_HEARTBEAT,
		inflict: ({ server }, sessionId) => server.setControlFlags(sessionId, { halfOpen: true }),
		heal: ({ server }, sessionId) => server.clearControlFlags(sessionId),
	},
	{
		name: "op 7",
		outcome: "resume",
		inflict: async (stage, sessionId) => {
			const before = stage.count("closed");
			stage.server.reconnect(sessionId);
			await stage.until(() => stage.count("closed") > before, "the client closed its connection after op 7");
		},
	},
	{
		name: "op 9 true",
		outcome: "resume",
		inflict: ({ server }, sessionId) => void server.invalidateSession(sessionId, { resumable: true }),
	},
	{
		name: "op 9 false",
		outcome: "identify",
		inflict: ({ server }, sessionId) => void server.invalidateSession(sessionId),
	},
	close(4000, "resume"),
	close(4004, "stop"),
	close(4009, "identify"),
	close(4014, "stop"),
	{
		name: "restart",
		outcome: "resume",
		inflict: ({ server }) => server.terminate(),
		mend: ({ server }) => server.restart(),
	},
];
