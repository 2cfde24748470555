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
export function factsOf({ gateway, stats, intents, encryption }) {
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
		...(encryption === undefined ? [] : encryptionFacts(encryption)),
		...(gateway === "main" ? /** @type {const} */ ([["Intents", intents.join(", ") || "none"]]) : []),
	];
}

/**
 * The gateway knows no privacy code: that is the members' secret.
 * @param {NonNullable<SessionSnapshot["encryption"]>} encryption
 * @returns {(readonly [name: string, value: string])[]}
 */
function encryptionFacts({ mode, room }) {
	if (room === undefined) return [["E2EE", mode]];
	const { epoch, members, joining, pending, plain, transitions } = room;
	const waiting = [...joining, ...pending];
	const awaited = transitions.flatMap((transition) => transition.awaited);
	return [
		["E2EE", `${mode}, ${epoch === 0 ? "no group yet" : `epoch ${epoch}`}`],
		["E2EE members", members.join(", ") || "none"],
		["E2EE pending", [...new Set([...waiting, ...awaited])].join(", ") || "none"],
		...(plain.length === 0 ? [] : [/** @type {const} */ (["Without E2EE", plain.join(", ")])]),
	];
}
