/** What a relay keeps of its cells, so that the next process resumes them. */

import type { SavedSession } from "../main/CellSession.ts";

export interface CellName {
	/** Name of the bot in RELAY_BOTS. */
	readonly bot: string;
	readonly shard: number;
	readonly shards: number;
	/** Fingerprint of the token: the sessions of another bot are foreign. */
	readonly key: string;
}

export interface SavedCell {
	readonly session: SavedSession;
	/** Snapshots of guilds, as the hub wrote them. They hold everything up to `session.s`, or more. */
	readonly guilds: ReadonlyArray<unknown>;
}

/** Snapshots by guild ID that changed; undefined for a guild that is gone. */
export type GuildChanges = ReadonlyMap<string, unknown>;

export interface CellStore {
	/** @returns Undefined if nothing usable is kept. Never throws. */
	load(): SavedCell | undefined;
	/** What was loaded is not used. */
	forget(): void;
	/**
	 * Keeps a session and the guilds that changed. Writes the guilds first, so that an interruption never leaves the session ahead
	 * of them. Reads its arguments before it returns. Call it again only after it has settled.
	 *
	 * @throws Error With the name of the file.
	 */
	save(session: SavedSession, changes: GuildChanges): Promise<void>;
	/** Keeps nothing: the session has ended. @throws Error With the name of the file. */
	clear(): Promise<void>;
}

export interface StateStore {
	cell(name: CellName): CellStore;
}
