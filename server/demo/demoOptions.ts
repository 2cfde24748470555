/** Options of `npm start`: from the command line, else from the environment. */

import { parseArgs } from "node:util";

/** Each option: its environment variable, if any, and what it is. */
const OPTIONS = {
	url: {
		variable: "VOICE_URL",
		value: "URL",
		help: "a voice gateway of your own; none: one is started here",
	},
	"server-id": { variable: "VOICE_SERVER_ID", value: "ID", help: "guild to join, with --url" },
	"user-id": { variable: "VOICE_USER_ID", value: "ID", help: "user that joins, with --url" },
	"session-id": {
		variable: "VOICE_SESSION_ID",
		value: "ID",
		help: "session_id of VOICE_STATE_UPDATE, with --url",
	},
	token: { variable: "VOICE_TOKEN", value: "TOKEN", help: "token of VOICE_SERVER_UPDATE; better in the environment" },
	seconds: { variable: "VOICE_SECONDS", value: "SECONDS", help: "how long to stay (13)" },
} as const;

/** Options that are on or off, and have no variable. */
const SWITCHES = {
	watch: "then go on until Ctrl-C, with the inspector page open for a browser; without --url",
	help: "this text",
} as const;

type OptionName = keyof typeof OPTIONS;

export interface DemoOptions {
	/** `ws://` or `wss://`, or a bare `host:port`. Undefined: the embedded server plays its scene. */
	readonly url: string | undefined;
	readonly serverId: string;
	readonly userId: string;
	readonly sessionId: string;
	readonly token: string;
	readonly seconds: number;
	/** Whether the scene goes on until it is interrupted. */
	readonly watch: boolean;
}

export const HELP = [
	"npm start -- [options]",
	"",
	"Joins a voice channel from Roblox code under Lune, and shows what happens: who speaks, ping, binary frames, a server",
	"that goes silent, one that crashes, and a move to another channel. Needs no network.",
	"",
	...Object.entries(OPTIONS).map(([name, { variable, value, help }]) => {
		return `  ${`--${name} ${value}`.padEnd(24)}${help}  [${variable}]`;
	}),
	...Object.entries(SWITCHES).map(([name, help]) => `  ${`--${name}`.padEnd(24)}${help}`),
].join("\n");

/**
 * @param args Words of the command line.
 * @returns "help" if it was asked for.
 * @throws Error In words for the user, if an option is unknown, missing or out of range. Never holds the token.
 */
export function readDemoOptions(args: ReadonlyArray<string>, env: NodeJS.ProcessEnv): DemoOptions | "help" {
	const { values } = parseArgs({
		args: [...args],
		options: {
			help: { type: "boolean" },
			watch: { type: "boolean" },
			url: { type: "string" },
			"server-id": { type: "string" },
			"user-id": { type: "string" },
			"session-id": { type: "string" },
			token: { type: "string" },
			seconds: { type: "string" },
		},
	});
	if (values.help) return "help";
	const read = (name: OptionName): string => values[name] ?? env[OPTIONS[name].variable] ?? "";
	const url = read("url") || undefined;
	if (url !== undefined && values.watch === true) {
		const source = values.url === undefined ? "VOICE_URL" : "--url";
		throw new Error(`--watch plays on the embedded server, leave ${source} out`);
	}
	const need = (name: OptionName): string => {
		const value = read(name);
		if (value !== "" || url === undefined) return value;
		throw new Error(`--url needs --${name}, or ${OPTIONS[name].variable} in the environment`);
	};
	return {
		url,
		serverId: need("server-id"),
		userId: need("user-id"),
		sessionId: need("session-id"),
		token: need("token"),
		seconds: readSeconds(read("seconds") || "13"),
		watch: values.watch === true,
	};
}

function readSeconds(text: string): number {
	const seconds = Number(text);
	if (seconds > 0 && Number.isFinite(seconds)) return seconds;
	throw new Error(`--seconds must be a number above 0, got ${text}`);
}
