/** Options of `npm start`: from the command line, else from the environment. */

import { parseFlags } from "../../shared/flags/parseFlags.ts";

/** Each option: its environment variable, and what it is. */
const OPTIONS = {
	guild: {
		variable: "DISCORD_GUILD",
		value: "ID",
		help: "guild to join with Discord itself, with DISCORD_TOKEN set",
	},
	channel: { variable: "DISCORD_CHANNEL", value: "ID", help: "its voice channel" },
	via: { variable: "DISCORD_VIA", value: "WAY", help: "to Discord: relay, one on this machine, or direct (relay)" },
	url: {
		variable: "VOICE_URL",
		value: "URL",
		help: "a voice gateway of your own, with voice credentials that you have",
	},
	"server-id": { variable: "VOICE_SERVER_ID", value: "ID", help: "guild to join, with --url" },
	"user-id": { variable: "VOICE_USER_ID", value: "ID", help: "user that joins, with --url" },
	"session-id": {
		variable: "VOICE_SESSION_ID",
		value: "ID",
		help: "session_id of VOICE_STATE_UPDATE, with --url",
	},
	token: { variable: "VOICE_TOKEN", value: "TOKEN", help: "token of VOICE_SERVER_UPDATE; better in the environment" },
	seconds: {
		variable: "VOICE_SECONDS",
		value: "SECONDS",
		help: "how long to stay; on the embedded servers at least 12 (13)",
	},
} as const;

/** Options that are on or off, and have no variable. */
const SWITCHES = {
	watch: "then go on until Ctrl-C, with an inspector page for each server; on the embedded servers",
	help: "this text",
} as const;

type OptionName = keyof typeof OPTIONS;

/** Seconds that the story of the embedded servers takes: cut short, it cannot tell that nothing was lost. */
const STORY_SECONDS = 12;

const VIAS = ["relay", "direct"] as const;

/** Variables of `lune/timeline.luau`. */
export type Variables = Readonly<Record<string, string>>;

/** Where to join, if not at the embedded server. */
export type Target =
	| {
			readonly kind: "discord";
			readonly token: string;
			readonly via: (typeof VIAS)[number];
			readonly variables: Variables;
	  }
	| { readonly kind: "voice"; readonly variables: Variables };

export interface DemoOptions {
	/** Undefined: the embedded server plays its scene. */
	readonly target: Target | undefined;
	readonly seconds: number;
	/** Whether the scene goes on until it is interrupted. */
	readonly watch: boolean;
}

export const HELP = [
	"npm start -- [options]",
	"",
	"Joins a voice channel from Roblox code under Lune, from bot token to who speaks, twice at once: straight to the server,",
	"and through the relay as in a live Roblox server. Shows what happens: a main gateway that loses its link, a voice server",
	"that goes silent, one that crashes, and a move to another channel. Needs no network. With DISCORD_TOKEN, a guild and a",
	"channel it joins with Discord itself.",
	"",
	...Object.entries(OPTIONS).map(([name, { variable, value, help }]) => {
		return `  ${`--${name} ${value}`.padEnd(24)}${help}  [${variable}]`;
	}),
	...Object.entries(SWITCHES).map(([name, help]) => `  ${`--${name}`.padEnd(24)}${help}`),
].join("\n");

/**
 * @param args Words of the command line.
 * @returns "help" if it was asked for.
 * @throws Error In words for the user, if an option is unknown, missing or out of range. Never holds a token.
 */
export function readDemoOptions(args: ReadonlyArray<string>, env: NodeJS.ProcessEnv): DemoOptions | "help" {
	const texts = Object.keys(OPTIONS).map((name) => [name, { type: "string" }] as const);
	const switches = Object.keys(SWITCHES).map((name) => [name, { type: "boolean" }] as const);
	const values = parseFlags("npm start", args, Object.fromEntries([...texts, ...switches]));
	if (values["help"] === true) return "help";
	const read = (name: OptionName): string => values[name]?.toString() ?? env[OPTIONS[name].variable] ?? "";
	const need = (name: OptionName, reason: string): string => {
		const value = read(name);
		if (value !== "") return value;
		throw new Error(`${reason} needs --${name}, or ${OPTIONS[name].variable} in the environment`);
	};
	const target = read("url") !== "" ? readVoice(need) : readDiscord(read, need, env);
	const watch = values["watch"] === true;
	if (watch && target !== undefined) {
		throw new Error(`--watch plays on the embedded server, leave ${WHAT_ELSE[target.kind]} out`);
	}
	const seconds = readSeconds(read("seconds") || "13");
	if (target === undefined && seconds < STORY_SECONDS) {
		throw new Error(`--seconds must be at least ${STORY_SECONDS} on the embedded servers, got ${seconds}`);
	}
	return { target, seconds, watch };
}

const WHAT_ELSE = { voice: "--url and VOICE_URL", discord: "DISCORD_TOKEN" } as const;

type Need = (name: OptionName, reason: string) => string;

function readVoice(need: Need): Target {
	const names = ["url", "server-id", "user-id", "session-id", "token"] as const;
	const variables = names.map((name) => [OPTIONS[name].variable, need(name, "--url")] as const);
	return { kind: "voice", variables: Object.fromEntries(variables) };
}

function readDiscord(read: (name: OptionName) => string, need: Need, env: NodeJS.ProcessEnv): Target | undefined {
	const token = env["DISCORD_TOKEN"] ?? "";
	const isAsked = read("guild") !== "" || read("channel") !== "";
	if (token === "" && isAsked) throw new Error("--guild and --channel need DISCORD_TOKEN in the environment");
	if (token === "" || !isAsked) return undefined;
	const via = VIAS.find((way) => way === (read("via") || "relay"));
	if (via === undefined) throw new Error(`--via must be relay or direct, got ${read("via")}`);
	const [guild, channel] = [need("guild", "--channel"), need("channel", "--guild")];
	const variables = { DISCORD_TOKEN: token, DISCORD_GUILD: guild, DISCORD_CHANNEL: channel };
	return { kind: "discord", token, via, variables };
}

function readSeconds(text: string): number {
	const seconds = Number(text);
	if (seconds > 0 && Number.isFinite(seconds)) return seconds;
	throw new Error(`--seconds must be a number above 0, got ${text}`);
}
