/** What a session is, in words. Pure. */

/** @typedef {import("../snapshot.ts").SessionSnapshot} SessionSnapshot */

/** What each state is called. */
export const STATES = {
	registered: "waits for a client",
	connected: "connected",
	away: "away, may resume",
	ended: "ended",
};

/**
 * Facts in the order in which they are shown.
 * @param {SessionSnapshot} session
 * @returns {(readonly [name: string, value: string])[]}
 */
export function factsOf({ gateway, stats, intents }) {
	const { state, connections, resumes, replayed, heartbeats, lastSequence, lastSequenceAcknowledged } = stats;
	/** @param {number} sequence */
	const orNone = (sequence) => (sequence === -1 ? "none" : String(sequence));
	const connection = stats.connection === undefined ? "none" : `main ${stats.connection}`;
	const [shard = 0, shardCount = 1] = stats.shard ?? [];
	return [
		["State", STATES[state]],
		...(gateway === "main"
			? /** @type {const} */ ([
					["User", stats.userId ?? ""],
					["Connection", connection],
					["Shard", `${shard} of ${shardCount}`],
				])
			: []),
		["Sequence", `${orNone(lastSequence)}, acknowledged ${orNone(lastSequenceAcknowledged)}`],
		["Heartbeats", String(heartbeats)],
		["Connections", `${connections}; ${resumes} Resumes, ${replayed} replayed`],
		...(gateway === "main" ? /** @type {const} */ ([["Intents", intents.join(", ") || "none"]]) : []),
	];
}
