/**
 * Where a voice connection gets what opens a session: the main gateway, or what stands in for it.
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

/** How others see us in the channel, as we say ourselves. */
export interface SelfState {
	readonly mute: boolean;
	readonly deaf: boolean;
}

/** What the main gateway tells of the users in the channel. */
export interface MemberDirectory {
	/** Undefined if nothing is known of the user, or they are not in the channel. */
	profileOf(userId: string): MemberProfile | undefined;
	/** Calls `listener` with the id of a user after each change. It neither yields nor errors. Returns what ends that. */
	subscribe(listener: (userId: string) => void): () => void;
	/** Asks for what is not known of users in the channel, if it can be asked for. Never yields. */
	request(userIds: ReadonlyArray<string>): void;
}

/** One voice channel of one guild, as the main gateway sees it. */
export interface CredentialSource {
	/** Tells `listener` every update from now on, in order. Returns what ends that. */
	subscribe(listener: CredentialListener): () => void;
	/**
	 * Asks for a new pair: op 4 with the channel; where we are in it already, op 4 without one first, until our own voice
	 * state says so. The updates come to the listeners, at once or later. May yield.
	 *
	 * @throws With the reason for a person, if there is no main gateway to ask.
	 */
	request(): void;
	/** Leaves the channel: op 4 without one. May yield. */
	leave(): void;
	/**
	 * Says how we are seen in the channel, now and whenever we join again: op 4 with the channel that we are in. Never
	 * yields. A source that lacks it cannot say so.
	 */
	setSelfState?(change: Partial<SelfState>): void;
	/** Whether it has one pair and no other, so that no fresh session can follow. @default false */
	readonly isFixed?: boolean;
	/** Names, avatars and mutes of the users in the channel. A source without a main gateway knows none. */
	readonly members?: MemberDirectory;
}

/** Said where a source has no main gateway to tell. */
export const NO_SELF_STATE = "this source of credentials cannot mute or deafen: it has no main gateway to tell";

/** What `CredentialFeed` asks of its owner. */
export interface CredentialRequests {
	/** Send op 4 with the channel. May yield; an error ends the connection with its text. */
	readonly onRequest: () => void;
	/** Send op 4 without a channel. May yield. */
	readonly onLeave?: () => void;
	/** Send op 4 with the channel and this change, and keep it for the next `onRequest`. Neither yields nor errors. */
	readonly onSelfState?: (change: Partial<SelfState>) => void;
	/** Whether `onRequest` has one pair and no other. @default false */
	readonly isFixed?: boolean;
	/** @default none */
	readonly members?: MemberDirectory;
}

/** A source that is fed by hand: for a main gateway client of your own, or one in another process. */
export class CredentialFeed implements CredentialSource {
	private readonly listeners = new Set<CredentialListener>();

	public readonly isFixed: boolean;
	public readonly members?: MemberDirectory;

	public constructor(private readonly requests: CredentialRequests) {
		this.isFixed = requests.isFixed === true;
		this.members = requests.members;
	}

	/** Hands on a VOICE_STATE_UPDATE: our own user's, in this guild. */
	public setVoiceState(state: VoiceState): void {
		for (const listener of this.listeners) listener.onVoiceState(state);
	}

	/** Hands on a VOICE_SERVER_UPDATE of this guild. */
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

/** A pair that was fetched elsewhere. */
export interface FixedCredentials extends VoiceCredentials {
	/** `endpoint` of VOICE_SERVER_UPDATE, verbatim with its port; or a whole address such as `ws://127.0.0.1:4000`. */
	readonly endpoint: string;
}

/** The channel of a pair that does not name it: DAVE is not asked for then. */
const UNNAMED = "";

/**
 * A source with one pair: enough to join and to resume. Once it is spent, there is no other, and the connection ends.
 *
 * @throws If the endpoint is not `host:port`.
 */
export function fixedCredentials(pair: FixedCredentials): CredentialSource {
	voiceGatewayUrl(pair.endpoint);
	let isSpent = false;
	const feed: CredentialFeed = new CredentialFeed({
		isFixed: true,
		onRequest: () => {
			if (isSpent) error("these credentials are spent, and fixed: join again through the main gateway", 0);
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
