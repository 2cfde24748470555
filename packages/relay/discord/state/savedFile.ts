/**
 * The JSON of state files, and what of it is usable. Pure.
 *
 *     session.json      {"version":1,"key":"…","session":{"sessionId","resumeUrl","s","userId"},"guilds":["1","2"]}
 *     guild-1.json      {"version":1,"key":"…","guild":…}
 */

import "../../../shared/luau/globals.ts";
import { field, listField, textField } from "../../../../src/protocol/field.ts";
import { isSequence } from "../../../../src/protocol/guards.ts";
import type { SavedSession } from "../main/CellSession.ts";

const VERSION = 1;

export interface SessionFile {
	readonly session: SavedSession;
	/** IDs of the guilds whose files belong to it. */
	readonly guilds: ReadonlyArray<string>;
}

export function writeSessionFile(key: string, { session, guilds }: SessionFile): string {
	return JSON.stringify({ version: VERSION, key, session, guilds });
}

export function writeGuildFile(key: string, guild: unknown): string {
	return JSON.stringify({ version: VERSION, key, guild });
}

/** @throws Error If it is not usable: corrupt, of another version, or of another bot. */
export function readSessionFile(key: string, text: string): SessionFile {
	const file = readFile(key, text);
	const session = field(file, "session");
	const sessionId = textField(session, "sessionId");
	const userId = textField(session, "userId");
	const s = field(session, "s");
	const guilds = listField(file, "guilds", "string");
	if (sessionId === undefined || userId === undefined || !isSequence(s) || guilds === undefined) {
		throw new Error("it has no session");
	}
	return { session: { sessionId, resumeUrl: textField(session, "resumeUrl"), s, userId }, guilds };
}

/** @returns What `writeGuildFile` got. @throws Error If it is not usable: corrupt, of another version, or of another bot. */
export function readGuildFile(key: string, text: string): unknown {
	const guild = field(readFile(key, text), "guild");
	if (guild === undefined) throw new Error("it has no guild");
	return guild;
}

function readFile(key: string, text: string): unknown {
	const file = parse(text);
	if (field(file, "version") !== VERSION) throw new Error(`it is not a state file of version ${VERSION}`);
	if (field(file, "key") !== key) throw new Error("it belongs to another bot or token");
	return file;
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		throw new Error("it is not JSON");
	}
}
