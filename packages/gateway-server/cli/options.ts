/** Options of `npm run serve`, as a table. Pure. */

import type { ParseArgsConfig } from "node:util";
import { DEFAULT_TOKEN } from "../main/mainOptions.ts";
import { checkRange } from "../options.ts";
import type { TlsFiles } from "./tlsFiles.ts";
import { parseFlags } from "../../shared/flags/parseFlags.ts";
import { parseInteger } from "../../shared/flags/parseInteger.ts";

export interface ServeOptions {
	readonly port: number;
	readonly host: string;
	/** Milliseconds; absent: the server's own. */
	readonly heartbeatInterval: number | undefined;
	/** Path of a file; see `fixtures.ts`. */
	readonly fixtures: string | undefined;
	/** Key and certificate to speak TLS with; absent: plain. */
	readonly tls: TlsFiles | undefined;
	/** Makes all that is random repeatable; absent: it is not. */
	readonly seed: number | undefined;
	/** Main gateway, see `MainOptions`; absent: the server's own. */
	readonly maxConcurrency: number | undefined;
	readonly sessionStarts: number | undefined;
	readonly shards: number | undefined;
	readonly control: boolean;
	/** Absent: no inspector. */
	readonly inspectorPort: number | undefined;
	readonly demo: boolean;
	readonly verbose: boolean;
}

type OptionRow = { readonly value?: string; readonly help: string };

const OPTIONS = {
	port: { value: "PORT", help: "port of the gateway; 0 for any free one (8080)" },
	host: { value: "ADDRESS", help: "address to listen on (127.0.0.1)" },
	"heartbeat-interval": { value: "MS", help: "milliseconds between heartbeats, as Hello says (41250; demo 2000)" },
	fixtures: { value: "FILE", help: "JSON file of voice sessions, bot and guilds, see below" },
	"tls-key": { value: "FILE", help: "private key in PEM, to listen on wss:// and https://; with --tls-cert" },
	"tls-cert": { value: "FILE", help: "its certificate, or a chain that begins with it" },
	seed: { value: "NUMBER", help: "integer that makes ids, jitter and random faults the same in every run" },
	"max-concurrency": { value: "COUNT", help: "Identifies of the main gateway at a time, per 5 s (1)" },
	"session-starts": { value: "COUNT", help: "Identifies of the main gateway in a day (1000)" },
	shards: { value: "COUNT", help: "shards that /api/v10/gateway/bot recommends (1)" },
	control: { help: "also serve the control API, on the loopback; prints its address and token once" },
	"inspector-port": { value: "PORT", help: "port of the inspector page; 0 for any free one (8081)" },
	"no-inspector": { help: "serve no inspector page" },
	demo: { help: "join a client that talks and is talked to, so that there is something to see" },
	verbose: { help: "log heartbeats too" },
	help: { help: "this text" },
} satisfies Readonly<Record<string, OptionRow>>;

/** Session that is registered when no other is asked for, to try a client with. */
export const TRY_SESSION = {
	serverId: "41771983423143937",
	channelId: "127121515262115840",
	userId: "104694319306248192",
	sessionId: "try",
	token: "try-token",
} as const;

export const HELP = [
	"npm run serve -- [options]",
	"",
	"Runs a Discord gateway, main (version 10) and voice (version 8), to test clients against, and a page to watch and",
	"disturb them with.",
	"",
	...Object.entries<OptionRow>(OPTIONS).map(([name, { value, help }]) => {
		return `  ${`--${name}${value === undefined ? "" : ` ${value}`}`.padEnd(28)}${help}`;
	}),
	"",
	"Main gateway: wss or ws://ADDRESS:PORT/?v=10&encoding=json, HTTP under /api/v10, and unless --fixtures says otherwise",
	`the bot token "${DEFAULT_TOKEN}" and one guild. Voice gateway: /?v=8; Update Voice State (op 4) leads there by itself.`,
	"Without --fixtures and --demo, one voice session is registered, to be identified with:",
	...Object.entries(TRY_SESSION).map(([name, value]) => `  ${name.padEnd(12)}${value}`),
	"",
	"A fixtures file holds any of these (examples/fixtures.json has all of them):",
	'  "sessions"           voice sessions: [{ "serverId", "channelId", "userId", "sessionId", "token" }]',
	'  "tokens"             bot tokens: ["..."]',
	'  "user"               the bot: { "id", "username", ... }',
	'  "guilds"             [{ "id", "channels": [{ "id", "type", ... }], "members": [{ "user": { "id", ... } }],',
	'                       "voice_states": [{ "user_id", "channel_id" }], ... }]; further members go to clients as they are',
	'  "privilegedIntents"  those the bot may ask for, out of GuildMembers, GuildPresences, MessageContent (all)',
].join("\n");

/** Highest TCP port. */
const MAX_PORT = 65_535;

/** Most shards, and most Identifies at a time: what the server takes. */
const MAX_SHARDS = 2 ** 16;

/**
 * @param args Words of the command line.
 * @returns "help" if it was asked for.
 * @throws Error In words for the user, if an option is unknown, lacks its value or is out of range.
 */
export function readServeOptions(args: ReadonlyArray<string>): ServeOptions | "help" {
	const rows = Object.entries<OptionRow>(OPTIONS);
	const options: ParseArgsConfig["options"] = Object.fromEntries(
		rows.map(([name, { value }]) => [name, { type: value === undefined ? "boolean" : "string" }]),
	);
	const values: Partial<Record<keyof typeof OPTIONS, string | boolean>> = parseFlags("npm run serve", args, options);
	if (values.help === true) return "help";
	if (values["no-inspector"] === true && values["inspector-port"] !== undefined) {
		throw new Error("--no-inspector and --inspector-port exclude each other");
	}
	if ((values["tls-key"] === undefined) !== (values["tls-cert"] === undefined)) {
		const missing = values["tls-key"] === undefined ? "tls-key" : "tls-cert";
		throw new Error(`--tls-key and --tls-cert go together, add --${missing} FILE`);
	}
	const text = (name: keyof typeof OPTIONS): string | undefined => values[name] as string | undefined;
	const integer = (name: keyof typeof OPTIONS, lowest: number, highest: number): number | undefined => {
		const given = text(name);
		return given === undefined ? undefined : readInteger(name, given, lowest, highest);
	};
	const [tlsKey, tlsCert] = [text("tls-key"), text("tls-cert")];
	const inspectorPort = integer("inspector-port", 0, MAX_PORT) ?? 8081;
	return {
		port: integer("port", 0, MAX_PORT) ?? 8080,
		host: text("host") ?? "127.0.0.1",
		heartbeatInterval: readInterval(text("heartbeat-interval")),
		fixtures: text("fixtures"),
		tls: tlsKey === undefined || tlsCert === undefined ? undefined : { key: tlsKey, cert: tlsCert },
		seed: integer("seed", Number.MIN_SAFE_INTEGER, Number.MAX_SAFE_INTEGER),
		maxConcurrency: integer("max-concurrency", 1, MAX_SHARDS),
		sessionStarts: integer("session-starts", 0, Number.MAX_SAFE_INTEGER),
		shards: integer("shards", 1, MAX_SHARDS),
		control: values.control === true,
		inspectorPort: values["no-inspector"] === true ? undefined : inspectorPort,
		demo: values.demo === true,
		verbose: values.verbose === true,
	};
}

function readInteger(name: string, given: string, lowest: number, highest: number): number {
	const value = parseInteger(given);
	if (value !== undefined && value >= lowest && value <= highest) return value;
	throw new Error(`--${name} must be an integer from ${lowest} to ${highest}, got "${given}"`);
}

function readInterval(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const interval = text.trim() === "" ? NaN : Number(text);
	try {
		checkRange("heartbeatInterval", interval);
	} catch (error) {
		throw new Error((error as Error).message.replace("heartbeatInterval", "--heartbeat-interval"), {
			cause: error,
		});
	}
	return interval;
}
