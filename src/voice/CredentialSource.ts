/**
 * The source of the credentials of a voice connection: the main gateway, or a substitute.
 * Source: Discord Docs, "Retrieving Voice Server Information".
 */

import { VoiceServer, VoiceState } from "../protocol/voice/credentials";
import { voiceGatewayUrl } from "../protocol/voice/endpoint";
import { VoiceCredentials } from "../protocol/voice/payload";
import { MemberProfile } from "../protocol/voice/roster";

/** Receives updates. Its methods neither yield nor error. */
export interface CredentialListener {
	/** Our own VOICE_STATE_UPDATE in this guild. */
	onVoiceState(state: VoiceState): void;
	/** VOICE_SERVER_UPDATE of this guild. */
	onVoiceServer(server: VoiceServer): void;
}

/** Our own mute and deaf flags in the channel. */
export interface SelfState {
	readonly mute: boolean;
	readonly deaf: boolean;
}

/** Profiles of the users in the channel, from the main gateway. */
export interface MemberDirectory {
	/** Returns undefined if the user is unknown or not in the channel. */
	profileOf(userId: string): MemberProfile | undefined;
	/** Calls `listener` with the ID of a user after each change. It neither yields nor errors. Returns the unsubscriber. */
	subscribe(listener: (userId: string) => void): () => void;
	/** Requests unknown profiles of users in the channel, if possible. Never yields. */
	request(userIds: ReadonlyArray<string>): void;
}

/** One voice channel of one guild, as the main gateway sees it. */
export interface CredentialSource {
	/** Passes every update to `listener`, in order. Returns the unsubscriber. */
	subscribe(listener: CredentialListener): () => void;
	/**
	 * Requests a new pair: sends op 4 with the channel. If we are in it already, first sends op 4 without a channel and waits
	 * for our voice state. The updates reach the listeners at once or later. May yield.
	 *
	 * @throws With the reason, for people, if there is no main gateway.
	 */
	request(): void;
	/** Leaves the channel: op 4 without one. May yield. */
	leave(): void;
	/**
	 * Sets our mute and deaf flags, now and at later joins: sends op 4 with the current channel. Never yields. Missing if
	 * the source cannot set them.
	 */
	setSelfState?(change: Partial<SelfState>): void;
	/** Whether it has only one pair, so that no fresh session can follow. @default false */
	readonly isFixed?: boolean;
	/** Names, avatars and mutes of the users in the channel. Missing without a main gateway. */
	readonly members?: MemberDirectory;
}

/** The error of a source without a main gateway. */
export const NO_SELF_STATE = "this source of credentials cannot mute or deafen: it has no main gateway to tell";

/** The requests of a `CredentialFeed` to its owner. */
export interface CredentialRequests {
	/** Send op 4 with the channel. May yield; an error ends the connection with its text. */
	readonly onRequest: () => void;
	/** Send op 4 without a channel. May yield. */
	readonly onLeave?: () => void;
	/** Send op 4 with the channel and this change, and keep it for the next `onRequest`. Neither yields nor errors. */
	readonly onSelfState?: (change: Partial<SelfState>) => void;
	/** Whether `onRequest` has only one pair. @default false */
	readonly isFixed?: boolean;
	/** @default none */
	readonly members?: MemberDirectory;
}

/** A source that its owner feeds, for another main gateway client or one in another process. */
export class CredentialFeed implements CredentialSource {
	private readonly listeners = new Set<CredentialListener>();

	public readonly isFixed: boolean;
	public readonly members?: MemberDirectory;

	public constructor(private readonly requests: CredentialRequests) {
		this.isFixed = requests.isFixed === true;
		this.members = requests.members;
	}

	/** Passes on our own VOICE_STATE_UPDATE in this guild. */
	public setVoiceState(state: VoiceState): void {
		for (const listener of this.listeners) listener.onVoiceState(state);
	}

	/** Passes on a VOICE_SERVER_UPDATE of this guild. */
	public setVoiceServer(server: VoiceServer): void {
		for (const listener of this.listeners) listener.onVoiceServer(server);
	}

	public subscribe(listener: CredentialListener): () => void {
		this.listeners.add(listener);
		return () => {
			this.listeners.delete(listener);
		};
	}

	public request(): void {
		this.requests.onRequest();
	}

	public leave(): void {
		this.requests.onLeave?.();
	}

	/** @throws If this feed was made without `onSelfState`. */
	public setSelfState(change: Partial<SelfState>): void {
		const { onSelfState } = this.requests;
		if (onSelfState === undefined) return error(NO_SELF_STATE, 0);
		onSelfState(change);
	}
}

/** A pair from elsewhere. */
export interface FixedCredentials extends VoiceCredentials {
	/** `endpoint` of VOICE_SERVER_UPDATE, verbatim with its port; or an address such as `ws://127.0.0.1:4000`. */
	readonly endpoint: string;
}

/** The channel of a pair without one. DAVE is not requested then. */
const UNNAMED = "";

/**
 * A source with one pair, enough to join and to resume. Once the pair is spent, the connection ends.
 *
 * @throws If the endpoint is not `host:port`.
 */
export function fixedCredentials(pair: FixedCredentials): CredentialSource {
	voiceGatewayUrl(pair.endpoint);
	let isSpent = false;
	const feed: CredentialFeed = new CredentialFeed({
		isFixed: true,
		onRequest: () => {
			if (isSpent) error("these credentials are fixed and spent: join again through the main gateway", 0);
			isSpent = true;
			feed.setVoiceState({
				userId: pair.userId,
				sessionId: pair.sessionId,
				channelId: pair.channelId ?? UNNAMED,
			});
			feed.setVoiceServer({ serverId: pair.serverId, token: pair.token, endpoint: pair.endpoint });
		},
	});
	return feed;
}
