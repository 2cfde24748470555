/**
 * Who of the bot's main sessions is in voice, by guild. A guild has one seat, or several where both sides of a theft live.
 * Holds values; knows no sockets.
 */

import type { VoiceState } from "../fixtures/types.ts";
import type { MainSession } from "../session/MainSession.ts";

/** A main session in a voice channel. */
export interface VoiceSeat {
	readonly owner: MainSession;
	readonly state: VoiceState;
	readonly token: string;
	/** Of the voice gateway, as its owner was told. */
	readonly endpoint: string;
}

/** Id of the voice session of a seat: READY's session id is the same in all guilds. */
export function voiceSessionIdOf(guildId: string, session: Pick<MainSession, "id">): string {
	return `${guildId}:${session.id}`;
}

export class VoiceSeats {
	/** By guild id; the last one of a guild is the one that its voice state shows. */
	private readonly seats = new Map<string, ReadonlyArray<VoiceSeat>>();

	/** The seat of a session in a guild. */
	public of(guildId: string, owner: MainSession): VoiceSeat | undefined {
		return this.in(guildId).find((seat) => seat.owner === owner);
	}

	/** The seat that the voice state of the bot shows. */
	public shownIn(guildId: string): VoiceSeat | undefined {
		return this.in(guildId).at(-1);
	}

	/** Seats of other sessions in a guild. */
	public others(guildId: string, owner: MainSession): ReadonlyArray<VoiceSeat> {
		return this.in(guildId).filter((seat) => seat.owner !== owner);
	}

	/** Guilds in which a session has a seat. */
	public guildsOf(owner: MainSession): ReadonlyArray<string> {
		return [...this.seats.keys()].filter((guildId) => this.of(guildId, owner) !== undefined);
	}

	/** Gives a session a seat, in place of the one that it has, and shows it. */
	public set(seat: VoiceSeat): void {
		const guildId = seat.state.guild_id;
		this.seats.set(guildId, [...this.others(guildId, seat.owner), seat]);
	}

	public delete(guildId: string, owner: MainSession): void {
		const left = this.others(guildId, owner);
		if (left.length === 0) this.seats.delete(guildId);
		else this.seats.set(guildId, left);
	}

	private in(guildId: string): ReadonlyArray<VoiceSeat> {
		return this.seats.get(guildId) ?? [];
	}
}
