/**
 * Reads grants: `token=bot/guild/channel:right,…;token=…`, with `*` for any bot, guild or channel.
 * Pure.
 */

import { BOT_NAME, SNOWFLAKE } from "../room/RoomKey.ts";
import type { Grant, RoomRight } from "../security/Grants.ts";
import { readList } from "./readList.ts";

const ANY = "*";
const RIGHTS: ReadonlySet<string> = new Set<RoomRight>(["watch", "join"]);
const FORM = "token=bot/guild/channel:watch or :join, with * for any";

/**
 * @param listed Entries, separated by semicolons.
 * @param lines The same, one per line; empty lines and those that begin with # are skipped.
 * @param tokens Names of the relay's tokens.
 * @throws Error
 */
export function readGrants(listed: string, lines: string, tokens: ReadonlySet<string>): ReadonlyArray<Grant> {
	const ofFile = lines.split(/\r?\n/).filter((line) => !line.trimStart().startsWith("#"));
	return [listed, ...ofFile].flatMap((text) => readList(text, ";")).flatMap((entry) => readEntry(entry, tokens));
}

function readEntry(entry: string, tokens: ReadonlySet<string>): ReadonlyArray<Grant> {
	const separator = entry.indexOf("=");
	const token = entry.slice(0, separator).trim();
	const rooms = readList(entry.slice(separator + 1));
	if (separator < 0 || rooms.length === 0) throw new Error(`RELAY_GRANTS must be ${FORM}, got ${entry}`);
	if (!tokens.has(token)) throw new Error(`RELAY_GRANTS: there is no token ${token}: RELAY_TOKENS has the names`);
	return rooms.map((room) => ({ token, ...readRoom(room) }));
}

function readRoom(text: string): Omit<Grant, "token"> {
	const [path = "", right = "", ...others] = text.split(":").map((part) => part.trim());
	const parts = path.split("/").map((part) => part.trim());
	const [bot, guild, channel] = parts;
	const isValid =
		others.length === 0 &&
		parts.length === 3 &&
		isPart(bot, BOT_NAME) &&
		isPart(guild, SNOWFLAKE) &&
		RIGHTS.has(right);
	if (!isValid || !isPart(channel, SNOWFLAKE)) throw new Error(`RELAY_GRANTS must be ${FORM}, got ${text}`);
	if (guild === ANY && channel !== ANY) throw new Error(`RELAY_GRANTS: a channel needs its guild, got ${text}`);
	return { bot: readPart(bot), guild: readPart(guild), channel: readPart(channel), right: right as RoomRight };
}

function isPart(part: string | undefined, form: RegExp): boolean {
	return part === ANY || form.test(part ?? "");
}

function readPart(part: string | undefined): string | undefined {
	return part === ANY ? undefined : part;
}
