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

/** What has come of a pair. A half is fresh until the pair that it is in has been used. */
export interface Pairing {
	readonly state?: VoiceState;
	readonly server?: VoiceServer;
	readonly isStateFresh: boolean;
	readonly isServerFresh: boolean;
	/** Whether a new server alone makes no pair with the state of before. */
	readonly needsBoth: boolean;
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
	| "left";

/** An update taken in, and what it comes to. */
export interface PairingStep {
	readonly pairing: Pairing;
	readonly news: PairingNews;
}

/** Nothing there. What was sent for an earlier session is of no use. */
export const NO_PAIRING: Pairing = { isStateFresh: false, isServerFresh: false, needsBoth: true };

/**
 * Takes in a voice state.
 *
 * One without a channel counts only after one with a channel: before, it is the end of an earlier session that comes
 * late. One that changes neither session nor channel (a mute, say) is no news.
 */
export function takeVoiceState(pairing: Pairing, state: VoiceState): PairingStep {
	const held = pairing.state;
	if (state.channelId === undefined) {
		return held === undefined ? { pairing, news: "none" } : { pairing: NO_PAIRING, news: "left" };
	}
	if (held !== undefined && held.sessionId === state.sessionId && held.channelId === state.channelId) {
		return { pairing, news: "none" };
	}
	return step({ ...pairing, state, isStateFresh: true }, pairing.isServerFresh);
}

/** Takes in a voice server. One that is known already is no news: Discord repeats itself. */
export function takeVoiceServer(pairing: Pairing, server: VoiceServer): PairingStep {
	const held = pairing.server;
	if (server.endpoint === undefined) {
		return { pairing: { ...pairing, server: undefined, isServerFresh: false }, news: "unallocated" };
	}
	if (held !== undefined && held.token === server.token && held.endpoint === server.endpoint) {
		return { pairing, news: "none" };
	}
	const hasState = pairing.state !== undefined && (pairing.isStateFresh || !pairing.needsBoth);
	return step({ ...pairing, server, isServerFresh: true }, hasState);
}

/** The pairing once its pair is used: from here on a new server alone is a failover. */
export function usePairing(pairing: Pairing): Pairing {
	return { ...pairing, isStateFresh: false, isServerFresh: false, needsBoth: false };
}

/** The pairing after we were disconnected: only a pair of which both halves came since its last use is a move. */
export function expectMove(pairing: Pairing): Pairing {
	return { ...pairing, needsBoth: true };
}

function step(pairing: Pairing, isPaired: boolean): PairingStep {
	return { pairing, news: isPaired ? "paired" : "none" };
}
