/**
 * A guild as the state directory has it: channels and roles as Discord writes them, so that the same functions read both.
 * Pure. Never throws, whatever the file has.
 */

import { field, textField } from "../../../../src/protocol/field.ts";
import { MOST_OCCUPANTS } from "./bounds.ts";
import {
	put,
	readContent,
	readOwnRoles,
	type GuildContent,
	type GuildReader,
	type GuildStatus,
} from "./GuildContent.ts";
import type { Occupant } from "./Occupant.ts";
import { listIn, writeChannel } from "./readGuild.ts";
import { readSavedOccupant } from "./readOccupant.ts";

export interface SavedGuild {
	readonly id: string;
	readonly status: GuildStatus;
	/** Why dispatches were lost that no GUILD_CREATE has made good. */
	readonly gap?: string;
	readonly owner_id?: string;
	readonly own: { readonly roles: ReadonlyArray<string> };
	readonly roles: ReadonlyArray<{ readonly id: string; readonly permissions: string }>;
	readonly channels: ReadonlyArray<object>;
	readonly occupants: ReadonlyArray<{ readonly user: string } & Occupant>;
}

export interface RestoredGuild {
	readonly content: GuildContent;
	readonly status: GuildStatus;
	readonly gap: string | undefined;
}

const STATUSES: ReadonlyArray<GuildStatus> = ["loading", "present", "unavailable", "removed"];

export function writeSaved(
	id: string,
	status: GuildStatus,
	gap: string | undefined,
	content: GuildContent,
): SavedGuild {
	return {
		id,
		status,
		...(gap !== undefined && { gap }),
		...(content.ownerId !== undefined && { owner_id: content.ownerId }),
		own: { roles: content.ownRoles },
		roles: [...content.roles].map(([role, permissions]) => ({ id: role, permissions: String(permissions) })),
		channels: [...content.channels.values()].map(writeChannel),
		occupants: [...content.occupants].map(([user, occupant]) => ({ user, ...occupant })),
	};
}

export function readSaved(reader: GuildReader, saved: unknown): RestoredGuild {
	const content = readContent(reader, saved);
	content.ownRoles = readOwnRoles(field(saved, "own")) ?? [];
	for (const item of listIn(saved, "occupants") ?? []) {
		const read = readSavedOccupant(item);
		if (read === undefined) reader.onFault();
		else put(content.occupants, ...read, MOST_OCCUPANTS, reader);
	}
	const status = STATUSES.find((name) => name === field(saved, "status")) ?? "loading";
	return { content, status, gap: textField(saved, "gap") };
}
