/**
 * States of a voice session's media. Pure.
 *
 *     opening --ready--> live --silent, refusing--> lost --heard--> live
 *        |                 `--wrongKey, closed----> lost, for good
 *        `--noPlace, badAddress, noMode, undiscovered, badKey--> unavailable
 *     live, unavailable, lost --began--> opening
 */

/**
 * - `opening` It is not known yet whether packets will arrive.
 * - `live` Packets can come.
 * - `unavailable` This session has no media.
 * - `lost` It had media, and packets can no longer arrive.
 */
export type MediaState = "opening" | "live" | "unavailable" | "lost";

/** First word of a reason, for clients to branch on. Source: docs/relay.md, "Who speaks (media)". */
export type ReasonWord = "refused" | "discovery" | "address" | "mode" | "silent" | "key" | "closed";

/** What happens to media. */
export type HealthEvent =
	/** The gateway opened a session: op 2. */
	| "began"
	/** The relay has a key, and the server knows its address. */
	| "ready"
	/** An authentic packet came, or an answer to a ping. */
	| "heard"
	/** All places are taken. */
	| "noPlace"
	/** The server named an address that may not be reached. */
	| "badAddress"
	/** The server offers no known transport mode, or selected another. */
	| "noMode"
	/** Op 4 has no key of 32 bytes. */
	| "badKey"
	/** IP discovery had no answer. */
	| "undiscovered"
	/** Nothing has come for too long. */
	| "silent"
	/** The server's port refuses datagrams. */
	| "refusing"
	/** Most packets are not authentic. */
	| "wrongKey"
	/** The relay ends it: it drains, lacks memory, or the session is not known. */
	| "closed";

export interface Health {
	readonly state: MediaState;
	/** With `unavailable` and `lost`. */
	readonly reason?: ReasonWord;
}

interface Rule {
	readonly from: ReadonlyArray<MediaState>;
	readonly to: MediaState;
	readonly reason?: ReasonWord;
	/** Only from `lost` with this reason. */
	readonly after?: ReasonWord;
}

const SETTLED: ReadonlyArray<MediaState> = ["live", "unavailable", "lost"];
const ANY: ReadonlyArray<MediaState> = ["opening", ...SETTLED];
const HOPEFUL: ReadonlyArray<MediaState> = ["opening", "live"];

export const HEALTH_RULES: Readonly<Record<HealthEvent, Rule>> = {
	began: { from: SETTLED, to: "opening" },
	ready: { from: ["opening"], to: "live" },
	heard: { from: ["lost"], to: "live", after: "silent" },
	noPlace: { from: ANY, to: "unavailable", reason: "refused" },
	badAddress: { from: ["opening"], to: "unavailable", reason: "address" },
	noMode: { from: HOPEFUL, to: "unavailable", reason: "mode" },
	badKey: { from: HOPEFUL, to: "unavailable", reason: "key" },
	undiscovered: { from: ["opening"], to: "unavailable", reason: "discovery" },
	silent: { from: ["live"], to: "lost", reason: "silent" },
	refusing: { from: ["live"], to: "lost", reason: "silent" },
	wrongKey: { from: ["live"], to: "lost", reason: "key" },
	closed: { from: HOPEFUL, to: "lost", reason: "closed" },
};

/** Returns `health` itself if the event changes nothing. */
export function nextHealth(health: Health, event: HealthEvent): Health {
	const { from, to, reason, after } = HEALTH_RULES[event];
	if (!from.includes(health.state) || (after !== undefined && health.reason !== after)) return health;
	return reason === undefined ? { state: to } : { state: to, reason };
}

/** Whether the session may still have media: its UDP socket stays open. */
export function mayHear({ state, reason }: Health): boolean {
	return state === "opening" || state === "live" || reason === "silent";
}
