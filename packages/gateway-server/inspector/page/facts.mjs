/** Describes a session in words. Pure. */

import { inGroups, tellersOf } from "./privacyCodes.mjs";

/** @typedef {import("../snapshot.ts").SessionSnapshot} SessionSnapshot */
/** @typedef {import("./privacyCodes.mjs").Room} Room */

/**
 * A value may have several lines. `bad` marks facts that must not be overlooked.
 * @typedef {readonly [name: string, value: string, tone?: "bad"]} Fact
 */

/** Names of the states. */
export const STATES = {
	registered: "waiting for a client",
	connected: "connected",
	away: "away, may resume",
	ended: "ended",
};

/** The gateway sends no DAVE messages then, but a script or user may. */
const OFF = "off, DAVE messages only by script or by hand";

/**
 * Returns the facts in display order.
 * @param {SessionSnapshot} session
 * @returns {Fact[]}
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
 * @param {import("../snapshot.ts").ChannelEncryption} encryption
 * @returns {Fact[]}
 */
function encryptionFacts({ channelId, mode, room }) {
	/** @type {Fact} */
	const channel = ["Channel", channelId];
	if (room === undefined) return [channel, ["E2EE", mode === "off" ? OFF : mode]];
	const { epoch, members, joining, pending, plain, transitions } = room;
	const waiting = [...joining, ...pending];
	const awaited = transitions.flatMap((transition) => transition.awaited);
	return [
		channel,
		["E2EE", `${mode}, ${epoch === 0 ? "no group yet" : `epoch ${epoch}`}`],
		["E2EE members", members.join(", ") || "none"],
		["E2EE pending", [...new Set([...waiting, ...awaited])].join(", ") || "none"],
		...(plain.length === 0 ? [] : [/** @type {const} */ (["Without E2EE", plain.join(", ")])]),
		...(epoch === 0 ? [] : [privacyFact(room)]),
	];
}

/**
 * The gateway cannot compute privacy codes: they are the members' secret.
 * @param {Room} room
 * @returns {Fact}
 */
function privacyFact(room) {
	const { told, silent } = tellersOf(room);
	const [first] = told;
	if (first === undefined) return ["Privacy code", "not reported"];
	if (told.size === 1) {
		const [code, tellers] = first;
		return ["Privacy code", `${inGroups(code)}, reported by ${tellers.length} of ${room.members.length}`];
	}
	const lines = [...told].map(([code, tellers]) => `${inGroups(code)} at ${tellers.join(", ")}`);
	if (silent.length > 0) lines.push(`not reported by ${silent.join(", ")}`);
	return ["Privacy codes differ", lines.join("\n"), "bad"];
}
