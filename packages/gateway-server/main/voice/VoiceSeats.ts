/**
 * Main sessions of the bot that are in voice, by guild. A guild has one seat, or several if both sides of a theft survive.
 * Holds values; knows no sockets.
 */

import type { VoiceState } from "../fixtures/types.ts";
import type { MainSession } from "../session/MainSession.ts";

/** A main session in a voice channel. */
export interface VoiceSeat {
	readonly owner: MainSession;
	readonly state: VoiceState;
	readonly token: string;
	/** Endpoint of the voice gateway that its owner received. */
	readonly endpoint: string;
}

/** Returns the ID of the voice session of a seat. The session ID of READY is the same in all guilds. */
export function voiceSessionIdOf(guildId: string, session: Pick<MainSession, "id">): string {
	return `${guildId}:${session.id}`;
}

export class VoiceSeats {
	/** By guild ID. The voice state of the bot shows the last seat of a guild. */
	private readonly seats = new Map<string, ReadonlyArray<VoiceSeat>>();

	/** The seat of a session in a guild. */
	public of(guildId: string, owner: MainSession): VoiceSeat | undefined {
		return this.in(guildId).find((seat) => seat.owner === owner);
	}

	/** The seat that the voice state of the bot shows. */
	public shownIn(guildId: string): VoiceSeat | undefined {
		return this.in(guildId).at(-1);
	}

	/** Returns the seats of other sessions in a guild. */
	public others(guildId: string, owner: MainSession): ReadonlyArray<VoiceSeat> {
		return this.in(guildId).filter((seat) => seat.owner !== owner);
	}

	/** Guilds in which a session has a seat. */
	public guildsOf(owner: MainSession): ReadonlyArray<string> {
		return [...this.seats.keys()].filter((guildId) => this.of(guildId, owner) !== undefined);
	}

	/** Replaces the seat of a session, and shows it. */
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
