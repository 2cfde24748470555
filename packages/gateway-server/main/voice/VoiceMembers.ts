/**
 * Voice states of other users: voice sessions that a test registered and made visible, and users that a test placed in a
 * channel without a voice session.
 * Source: Discord Docs, "Voice State Object": in a guild it has the member.
 */

import { NO_VOICE_FLAGS, type VoiceCredentials, type VoiceFlags } from "../../voice/VoiceSession.ts";
import { buildMember, buildUser, buildVoiceState } from "../fixtures/builders.ts";
import type { Delivery } from "../events/Delivery.ts";
import type { Guilds } from "../Guilds.ts";
import type { Member } from "../fixtures/types.ts";

/** A user in voice. */
type Person = Pick<VoiceCredentials, "serverId" | "userId" | "sessionId"> & {
	/** Display name of a user that is not in the guild's fixture. @default its ID */
	readonly name: string | undefined;
};

interface Shown {
	readonly person: Person;
	readonly channelId: string;
}

export class VoiceMembers {
	/** By session id. */
	private readonly shown = new Map<string, Shown>();

	public constructor(
		private readonly guilds: Guilds,
		private readonly delivery: Delivery,
	) {}

	/** Announces that a user is in the channel. Returns false if the bot is not in its guild. */
	public show(id: string, credentials: VoiceCredentials, flags: VoiceFlags, name?: string): boolean {
		const { channelId, ...person } = credentials;
		if (this.guilds.get(credentials.serverId) === undefined) return false;
		const shown = { person: { ...person, name }, channelId };
		this.shown.set(id, shown);
		this.announce(shown.person, channelId, flags);
		return true;
	}

	/** Announces changed flags. Does nothing for a hidden session. */
	public update(id: string, flags: VoiceFlags): void {
		const shown = this.shown.get(id);
		if (shown !== undefined) this.announce(shown.person, shown.channelId, flags);
	}

	/** Announces that a user left. Does nothing for a hidden session. */
	public hide(id: string): void {
		const shown = this.shown.get(id);
		this.shown.delete(id);
		if (shown !== undefined) this.announce(shown.person, null);
	}

	/** Announces a user without a voice session in a channel, or in none. */
	public place(
		serverId: string,
		userId: string,
		channelId: string | null,
		changes: Partial<VoiceFlags> = {},
		name?: string,
	): void {
		const person = { serverId, userId, sessionId: `voice-session-of-${userId}`, name };
		this.announce(person, channelId, { ...NO_VOICE_FLAGS, ...changes });
	}

	private announce(person: Person, channelId: string | null, flags?: VoiceFlags): void {
		const { serverId, userId, sessionId } = person;
		const state = buildVoiceState({
			guild_id: serverId,
			channel_id: channelId,
			user_id: userId,
			session_id: sessionId,
			member: this.memberOf(person),
			...(flags && stateFlags(flags)),
		});
		this.guilds.setVoiceState(state);
		this.delivery.toAll("VOICE_STATE_UPDATE", state);
	}

	private memberOf({ serverId, userId, name = userId }: Person): Member {
		const known = this.guilds.member(serverId, userId);
		if (known !== undefined) return known;
		return buildMember({ user: buildUser({ id: userId, username: name.toLowerCase(), global_name: name }) });
	}
}

/** Returns flags under their names in a voice state. */
export function stateFlags({ mute, deaf, selfMute, selfDeaf, suppress }: VoiceFlags) {
	return { mute, deaf, self_mute: selfMute, self_deaf: selfDeaf, suppress };
}
