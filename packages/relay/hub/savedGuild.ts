/** What the state directory has of a guild: its state, and the voice state of the bot, which names the session of its seat. Pure. */

import "../../shared/luau/globals.ts";
import { field, textField } from "../../../src/protocol/field.ts";
import type { GuildState } from "../room/guild/GuildState.ts";

export interface SavedCellGuild {
	/** Undefined if it cannot be read. */
	readonly id: string | undefined;
	readonly guild: unknown;
	/** The bot's voice state; undefined if it was in no channel. */
	readonly own: unknown;
}

/** @returns Undefined for a guild that is gone. */
export function writeSavedGuild(guild: GuildState, own: unknown): unknown {
	return guild.status === "removed" ? undefined : { guild: guild.toJSON(), own };
}

export function readSavedGuild(saved: unknown): SavedCellGuild {
	const guild = field(saved, "guild");
	return { id: textField(guild, "id"), guild, own: field(saved, "own") };
}
