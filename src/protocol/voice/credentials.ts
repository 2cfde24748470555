/**
 * The two halves of the credentials of a voice session, and when they make a pair.
 * Pure.
 * Source: Discord Docs, "Retrieving Voice Server Information", "Voice State Update", "Voice Server Update".
 */

/** Our own VOICE_STATE_UPDATE. */
export interface VoiceState {
	/** ID of the user: the bot itself. IDs are strings: they exceed 2^53. */
	readonly userId: string;
	readonly sessionId: string;
	/** ID of our channel; undefined outside channels. */
	readonly channelId?: string;
	/** Whether a moderator has deafened us: Discord then sends no audio. @default false */
	readonly isDeafened?: boolean;
	/** Whether the state is that of another main session of this bot, which has taken the guild's only voice session. @default false */
	readonly isForeign?: boolean;
}

/** VOICE_SERVER_UPDATE. */
export interface VoiceServer {
	/** ID of the guild, or of the channel in a private call. */
	readonly serverId: string;
	/** Never logged. */
	readonly token: string;
	/** `host:port`, verbatim; undefined while Discord looks for another server. */
	readonly endpoint?: string;
}

/** The known halves of a pair. */
export interface Pairing {
	/** The newest voice state; undefined outside channels. */
	readonly state?: VoiceState | undefined;
	/** The newest voice server; undefined while Discord has none. */
	readonly server?: VoiceServer | undefined;
	/** Whether `state` names a session or channel without a used pair. It needs its own server. */
	readonly isStateFresh: boolean;
	/**
	 * Whether `server` can complete a fresh state: it was not used with one yet, and no close ended it. A move may name the
	 * server before the channel.
	 */
	readonly isServerFresh: boolean;
}

/** The consequence of an update. */
export type PairingNews =
	/** Nothing new, or only a half. */
	| "none"
	/** Both halves are known, and at least one is new: open a new session. */
	| "paired"
	/** The server is gone, and Discord looks for another. */
	| "unallocated"
	/** We are no longer in a channel. */
	| "left"
	/** Another main session of this bot has the voice session of the guild. */
	| "takenOver";

/** The pairing after an update, and the consequence. */
export interface PairingStep {
	readonly pairing: Pairing;
	readonly news: PairingNews;
}

/** Seconds before the bot leaves for a new pair, since a voice socket may close before the main gateway reports a takeover. */
export const RENEWAL_GRACE = 1;

/** Seconds to wait for the confirmation of leaving. Then the bot joins anyway. */
export const LEAVE_LIMIT = 3;

/** No half is known. Those of an earlier session do not count. */
export const NO_PAIRING: Pairing = { isStateFresh: false, isServerFresh: false };

/**
 * Applies a voice state.
 *
 * A state without a channel counts only after one with a channel: before that, it is the late end of an earlier session. A
 * state that changes neither session nor channel, such as a mute, is ignored.
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
 * Applies a voice server. It makes a pair with the known state, whether the last server ended, is about to end, or has
 * closed the session. A known server is ignored: Discord repeats itself.
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

/** The pairing after its pair was used. A server that came alone stays available for a channel that may follow. */
export function usePairing(pairing: Pairing): Pairing {
	return { ...pairing, isStateFresh: false, isServerFresh: pairing.isServerFresh && !pairing.isStateFresh };
}

/** The pairing after the server ended the session: only another server makes a pair. */
export function spendServer(pairing: Pairing): Pairing {
	return { ...pairing, isServerFresh: false };
}

function step(pairing: Pairing, isPaired: boolean): PairingStep {
	return { pairing, news: isPaired ? "paired" : "none" };
}
