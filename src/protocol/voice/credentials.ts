/**
 * The two halves of what opens a voice session, and when they make a pair.
 * Pure.
 * Source: Discord Docs, "Retrieving Voice Server Information", "Voice State Update", "Voice Server Update".
 */

/** Our own VOICE_STATE_UPDATE. */
export interface VoiceState {
	/** Id of the user that joined: the bot's own. Ids are strings: they exceed 2^53. */
	readonly userId: string;
	readonly sessionId: string;
	/** The channel that we are in; undefined if in none. */
	readonly channelId?: string;
	/** Whether a moderator deafened us: Discord then sends no audio. @default false */
	readonly isDeafened?: boolean;
	/** Whether another main session of this bot is in the channel: it took the guild's only voice session. @default false */
	readonly isForeign?: boolean;
}

/** VOICE_SERVER_UPDATE. */
export interface VoiceServer {
	/** Id of the guild, or of the channel in a private call. */
	readonly serverId: string;
	/** Never logged. */
	readonly token: string;
	/** `host:port`, verbatim; undefined while Discord looks for another server. */
	readonly endpoint?: string;
}

/** What has come of a pair. */
export interface Pairing {
	/** The newest voice state; undefined while we are in no channel. */
	readonly state?: VoiceState;
	/** The newest voice server; undefined while Discord has none. */
	readonly server?: VoiceServer;
	/** Whether `state` names a session or channel that no pair was used for: it needs a server of its own. */
	readonly isStateFresh: boolean;
	/**
	 * Whether `server` can be the one that a fresh state needs: it was used with no fresh state yet, and no close ended it.
	 * A move may name the server before the channel.
	 */
	readonly isServerFresh: boolean;
}

/** What an update comes to. */
export type PairingNews =
	/** Nothing new, or only a half. */
	| "none"
	/** Both halves are there, and at least one was not there before: a new session is to be opened. */
	| "paired"
	/** The server is gone, and another is looked for. */
	| "unallocated"
	/** We are in no channel any more. */
	| "left"
	/** Another main session of this bot has the voice session of the guild. */
	| "takenOver";

/** An update taken in, and what it comes to. */
export interface PairingStep {
	readonly pairing: Pairing;
	readonly news: PairingNews;
}

/** Nothing there. What was sent for an earlier session is of no use. */
export const NO_PAIRING: Pairing = { isStateFresh: false, isServerFresh: false };

/**
 * Takes in a voice state.
 *
 * One without a channel counts only after one with a channel: before, it is the end of an earlier session that comes
 * late. One that changes neither session nor channel (a mute, say) is no news.
 */
export function takeVoiceState(pairing: Pairing, state: VoiceState): PairingStep {
	if (state.isForeign === true) return { pairing: NO_PAIRING, news: "takenOver" };
	const held = pairing.state;
	if (state.channelId === undefined) {
		return held === undefined ? { pairing, news: "none" } : { pairing: NO_PAIRING, news: "left" };
	}
	if (held !== undefined && held.sessionId === state.sessionId && held.channelId === state.channelId) {
		return { pairing, news: "none" };
	}
	return step({ ...pairing, state, isStateFresh: true }, pairing.isServerFresh);
}

/**
 * Takes in a voice server. With the state that is held it makes a pair, whether the last server ended, is about to end, or
 * has closed the session. One that is known already is no news: Discord repeats itself.
 */
export function takeVoiceServer(pairing: Pairing, server: VoiceServer): PairingStep {
	const held = pairing.server;
	if (server.endpoint === undefined) {
		return { pairing: { ...pairing, server: undefined, isServerFresh: false }, news: "unallocated" };
	}
	if (held !== undefined && held.token === server.token && held.endpoint === server.endpoint) {
		return { pairing, news: "none" };
	}
	return step({ ...pairing, server, isServerFresh: true }, pairing.state !== undefined);
}

/** The pairing once its pair is used. A server that came alone stays free for the channel that may follow. */
export function usePairing(pairing: Pairing): Pairing {
	return { ...pairing, isStateFresh: false, isServerFresh: pairing.isServerFresh && !pairing.isStateFresh };
}

/** The pairing after the server closed the session for good: only another server makes a pair. */
export function spendServer(pairing: Pairing): Pairing {
	return { ...pairing, isServerFresh: false };
}

function step(pairing: Pairing, isPaired: boolean): PairingStep {
	return { pairing, news: isPaired ? "paired" : "none" };
}
