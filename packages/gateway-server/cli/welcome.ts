/**
 * What `npm run serve` prints for connecting clients: token, IDs, the REST API, and a line for each library. It
 * bypasses the log, because it contains the token.
 * Pure.
 */

import type { Channel, Guild } from "../main/fixtures/types.ts";
import { CHANNEL_TYPES } from "../main/fixtures/channels.ts";
import { clientLines } from "./clientLines.ts";

/** The server to describe. */
export interface WelcomeSubject {
	/** `ws://host:port` or `wss://host:port`. */
	readonly url: string;
	readonly guilds: ReadonlyArray<Guild>;
}

/** Maximum number of guilds shown, and of channels per guild. */
const MAX_GUILDS = 3;
const MAX_CHANNELS = 10;

const KINDS: ReadonlyMap<number, string> = new Map(Object.entries(CHANNEL_TYPES).map(([kind, type]) => [type, kind]));

/** Returns lines of text. Replaces an "any address" host with the loopback. */
export function welcome({ url: listening, guilds }: WelcomeSubject, token: string): ReadonlyArray<string> {
	const url = listening.replace(/0\.0\.0\.0|\[::\]/, "127.0.0.1");
	const isSecure = url.startsWith("wss:");
	return [
		"",
		row("REST API", `${url.replace(/^ws/, "http")}/api/v10`),
		row("bot token", token),
		...cut(guilds, MAX_GUILDS).flatMap(describeGuild),
		...more(guilds, MAX_GUILDS, "guilds"),
		"",
		"Clients, with this token:",
		...clientLines({ url, token }).map(({ library, line, needsTls }) =>
			row(library, needsTls && !isSecure ? "needs TLS: --tls-key and --tls-cert" : line),
		),
		"",
	];
}

function describeGuild({ id, name, channels }: Guild): ReadonlyArray<string> {
	return [
		row("guild", `${id}  ${name}`),
		...cut(channels, MAX_CHANNELS).map((channel) => row(kindOf(channel), `${channel.id}  ${channel.name}`)),
		...more(channels, MAX_CHANNELS, "channels"),
	];
}

function kindOf({ type }: Channel): string {
	return `  ${KINDS.get(type) ?? `type ${type}`}`;
}

function row(name: string, value: string): string {
	return `  ${name.padEnd(14)}${value}`;
}

function cut<T>(items: ReadonlyArray<T>, most: number): ReadonlyArray<T> {
	return items.slice(0, most);
}

function more(items: ReadonlyArray<unknown>, most: number, what: string): ReadonlyArray<string> {
	return items.length > most ? [row("", `and ${items.length - most} more ${what}`)] : [];
}
