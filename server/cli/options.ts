/** Options of `npm run serve`, as a table. Pure. */

import { parseArgs, type ParseArgsConfig } from "node:util";
import { checkRange } from "../gateway/options.ts";

export interface ServeOptions {
	readonly port: number;
	readonly host: string;
	/** Milliseconds; absent: the server's own. */
	readonly heartbeatInterval: number | undefined;
	/** Path of a file; see `fixtures.ts`. */
	readonly fixtures: string | undefined;
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
	fixtures: { value: "FILE", help: "JSON file of sessions to register, see below" },
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
	"Runs a Discord voice gateway (version 8) to test clients against, and a page to watch and disturb them with.",
	"",
	...Object.entries<OptionRow>(OPTIONS).map(([name, { value, help }]) => {
		return `  ${`--${name}${value === undefined ? "" : ` ${value}`}`.padEnd(28)}${help}`;
	}),
	"",
	"Without --fixtures and --demo, one session is registered, to be identified with:",
	...Object.entries(TRY_SESSION).map(([name, value]) => `  ${name.padEnd(12)}${value}`),
	"",
	"A fixtures file holds any number of them:",
	'  { "sessions": [{ "serverId": "1", "channelId": "2", "userId": "3", "sessionId": "s", "token": "t" }] }',
].join("\n");

/** Highest TCP port. */
const MAX_PORT = 65_535;

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
	const values = parseArgs({ args: [...args], options }).values as Partial<
		Record<keyof typeof OPTIONS, string | boolean>
	>;
	if (values.help === true) return "help";
	if (values["no-inspector"] === true && values["inspector-port"] !== undefined) {
		throw new Error("--no-inspector and --inspector-port exclude each other");
	}
	const text = (name: keyof typeof OPTIONS): string | undefined => values[name] as string | undefined;
	const inspectorPort = readPort("inspector-port", text("inspector-port") ?? "8081");
	return {
		port: readPort("port", text("port") ?? "8080"),
		host: text("host") ?? "127.0.0.1",
		heartbeatInterval: readInterval(text("heartbeat-interval")),
		fixtures: text("fixtures"),
		control: values.control === true,
		inspectorPort: values["no-inspector"] === true ? undefined : inspectorPort,
		demo: values.demo === true,
		verbose: values.verbose === true,
	};
}

function readPort(name: string, text: string): number {
	const port = Number(text);
	if (/^\d+$/.test(text) && port <= MAX_PORT) return port;
	throw new Error(`--${name} must be an integer from 0 to ${MAX_PORT}, got "${text}"`);
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
