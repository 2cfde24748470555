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
	/** Milliseconds. Absent for the server's default. */
	readonly heartbeatInterval: number | undefined;
	/** Path of a file; see `fixtures.ts`. */
	readonly fixtures: string | undefined;
	/** Key and certificate for TLS. Absent for plain connections. */
	readonly tls: TlsFiles | undefined;
	/** Makes randomness reproducible. Absent for random runs. */
	readonly seed: number | undefined;
	/** Main gateway options, see `MainOptions`. Absent for the server's defaults. */
	readonly maxConcurrency: number | undefined;
	readonly sessionStarts: number | undefined;
	readonly shards: number | undefined;
	readonly control: boolean;
	/** Absent to disable the inspector. */
	readonly inspectorPort: number | undefined;
	readonly demo: boolean;
	readonly verbose: boolean;
}

type OptionRow = { readonly value?: string; readonly help: string };

const OPTIONS = {
	port: { value: "PORT", help: "gateway port; 0 picks a free one (8080)" },
	host: { value: "ADDRESS", help: "address to listen on (127.0.0.1)" },
	"heartbeat-interval": { value: "MS", help: "heartbeat interval in Hello, in milliseconds (41250; demo 2000)" },
	fixtures: { value: "FILE", help: "JSON file with voice sessions, bot and guilds, see below" },
	"tls-key": { value: "FILE", help: "private key in PEM, for wss:// and https://; requires --tls-cert" },
	"tls-cert": { value: "FILE", help: "certificate of the key, or a chain that starts with it" },
	seed: { value: "NUMBER", help: "integer seed that makes IDs, jitter and random faults reproducible" },
	"max-concurrency": { value: "COUNT", help: "concurrent main gateway Identifies per 5 s (1)" },
	"session-starts": { value: "COUNT", help: "main gateway Identifies per day (1000)" },
	shards: { value: "COUNT", help: "shard count recommended by /api/v10/gateway/bot (1)" },
	control: { help: "also serve the control API on the loopback; prints its address and token once" },
	"inspector-port": { value: "PORT", help: "inspector port; 0 picks a free one (8081)" },
	"no-inspector": { help: "disable the inspector" },
	demo: { help: "connect demo clients, so that the inspector shows some activity" },
	verbose: { help: "log heartbeats too" },
	help: { help: "show this help" },
} satisfies Readonly<Record<string, OptionRow>>;

/** Session that is registered by default, to try a client with. */
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
	"Runs a Discord gateway, main (version 10) and voice (version 8), to test clients against, and an inspector page to",
	"observe and disrupt them.",
	"",
	...Object.entries<OptionRow>(OPTIONS).map(([name, { value, help }]) => {
		return `  ${`--${name}${value === undefined ? "" : ` ${value}`}`.padEnd(28)}${help}`;
	}),
	"",
	"Main gateway: wss or ws://ADDRESS:PORT/?v=10&encoding=json, HTTP under /api/v10. Without --fixtures, it has one guild",
	`and the bot token "${DEFAULT_TOKEN}".`,
	"Voice gateway: /?v=8. Update Voice State (op 4) leads there.",
	"Without --fixtures and --demo, one voice session is registered. Identify with:",
	...Object.entries(TRY_SESSION).map(([name, value]) => `  ${name.padEnd(12)}${value}`),
	"",
	"A fixtures file may contain (examples/fixtures.json has all of them):",
	'  "sessions"           voice sessions: [{ "serverId", "channelId", "userId", "sessionId", "token" }]',
	'  "tokens"             bot tokens: ["..."]',
	'  "user"               the bot: { "id", "username", ... }',
	'  "guilds"             [{ "id", "channels": [{ "id", "type", ... }], "members": [{ "user": { "id", ... } }],',
	'                       "voice_states": [{ "user_id", "channel_id" }], ... }]; other properties are sent to clients unchanged',
	'  "privilegedIntents"  the ones the bot may use: GuildMembers, GuildPresences, MessageContent (all)',
].join("\n");

/** Highest TCP port. */
const MAX_PORT = 65_535;

/** Maximum number of shards, and of concurrent Identifies, that the server accepts. */
const MAX_SHARDS = 2 ** 16;

/**
 * @param args Command line arguments.
 * @returns "help" if help was requested.
 * @throws Error If an option is unknown, lacks its value or is out of range. The message is meant for the user.
 */
export function readServeOptions(args: ReadonlyArray<string>): ServeOptions | "help" {
	const rows = Object.entries<OptionRow>(OPTIONS);
	const options: ParseArgsConfig["options"] = Object.fromEntries(
		rows.map(([name, { value }]) => [name, { type: value === undefined ? "boolean" : "string" }]),
	);
	const values: Partial<Record<keyof typeof OPTIONS, string | boolean>> = parseFlags("npm run serve", args, options);
	if (values.help === true) return "help";
	if (values["no-inspector"] === true && values["inspector-port"] !== undefined) {
		throw new Error("--no-inspector and --inspector-port are mutually exclusive");
	}
	if ((values["tls-key"] === undefined) !== (values["tls-cert"] === undefined)) {
		const missing = values["tls-key"] === undefined ? "tls-key" : "tls-cert";
		throw new Error(`--tls-key and --tls-cert are used together; add --${missing} FILE`);
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
