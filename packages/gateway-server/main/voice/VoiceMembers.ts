/**
 * Voice states of other users: voice sessions that a test registered and made visible.
 * Source: Discord Docs, "Voice State Object": in a guild it has the member.
 */

import type { VoiceCredentials, VoiceFlags } from "../../voice/VoiceSession.ts";
import { buildMember, buildUser, buildVoiceState } from "../fixtures/builders.ts";
import type { Delivery } from "../events/Delivery.ts";
import type { Guilds } from "../Guilds.ts";
import type { Member } from "../fixtures/types.ts";

interface Shown {
	readonly credentials: VoiceCredentials;
	readonly name: string | undefined;
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
		if (this.guilds.get(credentials.serverId) === undefined) return false;
		this.shown.set(id, { credentials, name });
		this.announce({ credentials, name }, credentials.channelId, flags);
		return true;
	}

	/** Announces changed flags. Does nothing for a hidden session. */
	public update(id: string, flags: VoiceFlags): void {
		const shown = this.shown.get(id);
		if (shown !== undefined) this.announce(shown, shown.credentials.channelId, flags);
	}

	/** Announces that a user left. Does nothing for a hidden session. */
	public hide(id: string): void {
		const shown = this.shown.get(id);
		this.shown.delete(id);
		if (shown !== undefined) this.announce(shown, null);
	}

	private announce({ credentials, name }: Shown, channelId: string | null, flags?: VoiceFlags): void {
		const { serverId, userId, sessionId } = credentials;
		const state = buildVoiceState({
			guild_id: serverId,
			channel_id: channelId,
			user_id: userId,
			session_id: sessionId,
			member: this.memberOf(serverId, userId, name),
			...(flags && stateFlags(flags)),
		});
		this.guilds.setVoiceState(state);
		this.delivery.toAll("VOICE_STATE_UPDATE", state);
	}

	private memberOf(guildId: string, userId: string, name = userId): Member {
		const known = this.guilds.member(guildId, userId);
		if (known !== undefined) return known;
		return buildMember({ user: buildUser({ id: userId, username: name.toLowerCase(), global_name: name }) });
	}
}

/** Returns flags under their names in a voice state. */
export function stateFlags({ mute, deaf, selfMute, selfDeaf, suppress }: VoiceFlags) {
	return { mute, deaf, self_mute: selfMute, self_deaf: selfDeaf, suppress };
}
