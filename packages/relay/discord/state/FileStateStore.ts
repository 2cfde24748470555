/**
 * State in files below a directory (RELAY_STATE_DIR): `<bot>/<shard>-of-<shards>/`, readable by the relay's user alone.
 * Edge: files.
 */

import { accessSync, constants, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Logger } from "pino";
import type { SavedSession } from "../main/CellSession.ts";
import { readGuildFile, readSessionFile, writeGuildFile, writeSessionFile } from "./savedFile.ts";
import type { CellName, CellStore, GuildChanges, SavedCell, StateStore } from "./StateStore.ts";

const SESSION_FILE = "session.json";
const GUILD_ID = /^[0-9]{1,20}$/;
const FILE_MODE = 0o600;
const FOLDER_MODE = 0o700;
/** Bytes of the largest file that is read. */
const MAX_SIZE = 64 * 1024 * 1024;

export class FileStateStore implements StateStore {
	/** @throws Error If the directory cannot be made or written to. */
	public constructor(
		private readonly folder: string,
		private readonly log: Logger,
	) {
		try {
			mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
			accessSync(folder, constants.W_OK);
		} catch (error) {
			const { code } = error as NodeJS.ErrnoException;
			throw new Error(`RELAY_STATE_DIR: ${folder} cannot be written to: ${code ?? "no directory"}`, {
				cause: error,
			});
		}
	}

	public cell(name: CellName): CellStore {
		const { bot, shard, shards, key } = name;
		return new CellFiles(join(this.folder, bot, `${shard}-of-${shards}`), key, this.log);
	}
}

class CellFiles implements CellStore {
	/** IDs of guilds whose files belong to the session. */
	private readonly guilds = new Set<string>();

	public constructor(
		private readonly folder: string,
		private readonly key: string,
		private readonly log: Logger,
	) {}

	public load(): SavedCell | undefined {
		try {
			if (existsSync(this.path(SESSION_FILE))) return this.read();
		} catch (error) {
			const { code, message } = error as NodeJS.ErrnoException;
			this.log.warn({ folder: this.folder, reason: code ?? message }, "saved session ignored");
		}
		this.guilds.clear();
		return undefined;
	}

	public forget(): void {
		this.guilds.clear();
	}

	public async save(session: SavedSession, changes: GuildChanges): Promise<void> {
		const texts: Array<readonly [path: string, text: string]> = [];
		const gone: Array<string> = [];
		for (const [id, guild] of changes) {
			if (!GUILD_ID.test(id)) throw new Error(`guild ID must be decimal digits, got ${id}`);
			if (guild === undefined) {
				this.guilds.delete(id);
				gone.push(this.guildPath(id));
			} else {
				this.guilds.add(id);
				texts.push([this.guildPath(id), writeGuildFile(this.key, guild)]);
			}
		}
		texts.push([this.path(SESSION_FILE), writeSessionFile(this.key, { session, guilds: [...this.guilds] })]);
		await mkdir(this.folder, { recursive: true, mode: FOLDER_MODE });
		for (const [path, text] of texts) await replaceFile(path, text);
		for (const path of gone) await rm(path, { force: true });
	}

	public async clear(): Promise<void> {
		await rm(this.path(SESSION_FILE), { force: true });
		for (const id of this.guilds) await rm(this.guildPath(id), { force: true });
		this.guilds.clear();
	}

	/** @throws Error If a file is missing or not usable: each of them is needed. */
	private read(): SavedCell {
		const { session, guilds } = readSessionFile(this.key, readText(this.path(SESSION_FILE)));
		for (const id of guilds) {
			if (!GUILD_ID.test(id)) throw new Error("a guild ID is not decimal digits");
			this.guilds.add(id);
		}
		return { session, guilds: guilds.map((id) => readGuildFile(this.key, readText(this.guildPath(id)))) };
	}

	private guildPath(id: string): string {
		return this.path(`guild-${id}.json`);
	}

	private path(file: string): string {
		return join(this.folder, file);
	}
}

function readText(path: string): string {
	const { size } = statSync(path);
	if (size > MAX_SIZE) throw new Error(`a file is above ${MAX_SIZE} bytes`);
	return readFileSync(path, "utf8");
}

/** Replaces a file as a whole: a reader finds the old content or the new one. */
async function replaceFile(path: string, text: string): Promise<void> {
	const next = `${path}.new`;
	await writeFile(next, text, { mode: FILE_MODE });
	await rename(next, path);
}
