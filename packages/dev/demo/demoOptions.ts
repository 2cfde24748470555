/** Options of `npm start`, from the command line or the environment. */

import { parseFlags } from "../../shared/flags/parseFlags.ts";

/** Options with a value: environment variable, placeholder and description. */
const OPTIONS = {
	guild: {
		variable: "DISCORD_GUILD",
		value: "ID",
		help: "guild to join on Discord; needs DISCORD_TOKEN",
	},
	channel: { variable: "DISCORD_CHANNEL", value: "ID", help: "voice channel to join on Discord" },
	via: {
		variable: "DISCORD_VIA",
		value: "WAY",
		help: "connect to Discord by relay (on this machine) or direct; default: relay",
	},
	url: {
		variable: "VOICE_URL",
		value: "URL",
		help: "join at this voice gateway, with your own voice credentials",
	},
	"server-id": { variable: "VOICE_SERVER_ID", value: "ID", help: "guild ID, with --url" },
	"user-id": { variable: "VOICE_USER_ID", value: "ID", help: "user ID, with --url" },
	"session-id": {
		variable: "VOICE_SESSION_ID",
		value: "ID",
		help: "session_id of VOICE_STATE_UPDATE, with --url",
	},
	token: { variable: "VOICE_TOKEN", value: "TOKEN", help: "token of VOICE_SERVER_UPDATE; prefer the environment" },
	seconds: {
		variable: "VOICE_SECONDS",
		value: "SECONDS",
		help: "time to stay, with --direct, --url or --guild; at least 12 with --direct; default: 13",
	},
} as const;

/** Options without a value. */
const SWITCHES = {
	direct: "one voice session of its own for each game server, as VoiceConnection has, instead of a shared room",
	watch: "keep running until Ctrl-C, with the pages of the embedded servers",
	help: "print this text",
} as const;

type OptionName = keyof typeof OPTIONS;

/** Duration in seconds of the scene of `--direct`, which must finish to show that nothing was lost. */
const STORY_SECONDS = 12;

const VIAS = ["relay", "direct"] as const;

/** Variables of `lune/timeline.luau`. */
export type Variables = Readonly<Record<string, string>>;

/** Where to join instead of the embedded servers. */
export type Target =
	| {
			readonly kind: "discord";
			readonly token: string;
			readonly via: (typeof VIAS)[number];
			readonly variables: Variables;
	  }
	| { readonly kind: "voice"; readonly variables: Variables };

export interface DemoOptions {
	/** Undefined for the embedded servers. */
	readonly target: Target | undefined;
	/** What the embedded servers show: a room that game servers share, or a voice session for each. */
	readonly story: "rooms" | "direct";
	/** Seconds to stay; the story of rooms has its own. */
	readonly seconds: number;
	/** Whether to keep running until interrupted. */
	readonly watch: boolean;
}

export const HELP = [
	"npm start -- [options]",
	"",
	"Three Roblox game servers, compiled Luau under Lune, watch one voice channel through one relay and one bot session, and a",
	"timeline shows what happens: people speak, one game server stalls, the relay is killed and resumes. It needs no network",
	"and ends by itself. With --direct, game servers have voice sessions of their own: one connects directly, the other through",
	"a relay. With DISCORD_TOKEN, --guild and --channel, one joins on Discord itself.",
	"",
	...Object.entries(OPTIONS).map(([name, { variable, value, help }]) => {
		return `  ${`--${name} ${value}`.padEnd(24)}${help}  [${variable}]`;
	}),
	...Object.entries(SWITCHES).map(([name, help]) => `  ${`--${name}`.padEnd(24)}${help}`),
].join("\n");

/**
 * @param args Command-line arguments.
 * @returns "help" for `--help`.
 * @throws Error With a readable message, if an option is unknown, missing or out of range. It never contains a token.
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
		throw new Error(`--watch works only with the embedded servers; remove ${WHAT_ELSE[target.kind]}`);
	}
	const story = values["direct"] === true ? "direct" : "rooms";
	if (story === "direct" && target !== undefined) {
		throw new Error(`--direct works only with the embedded servers; remove ${WHAT_ELSE[target.kind]}`);
	}
	const seconds = readSeconds(read("seconds") || "13");
	if (target === undefined) checkStay(story, read("seconds"), seconds);
	return { target, story, seconds, watch };
}

/** The story of rooms has its own length. */
function checkStay(story: DemoOptions["story"], given: string, seconds: number): void {
	if (story === "rooms" && given !== "") throw new Error("--seconds needs --direct, --url or --guild");
	if (story === "direct" && seconds < STORY_SECONDS) {
		throw new Error(`--seconds must be at least ${STORY_SECONDS} with --direct, got ${seconds}`);
	}
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
