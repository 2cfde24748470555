/**
 * Every setting of the relay, as a table: variable, flag, range, default.
 * Pure.
 */

import { DEFAULT_PER_MIN, MOST_PER_MIN } from "../room/Room.ts";

export type Setting =
	| {
			readonly kind: "integer";
			readonly lowest: number;
			readonly highest: number;
			readonly usual: number;
			readonly help: string;
	  }
	| { readonly kind: "text"; readonly usual: string; readonly value: string; readonly help: string }
	/** Never a flag: others on the machine can read the command line. */
	| { readonly kind: "secret"; readonly help: string };

const KIB = 1024;
const MIB = KIB * KIB;
const HOUR_MS = 3_600_000;

const integer = (usual: number, lowest: number, highest: number, help: string): Setting & { kind: "integer" } => ({
	kind: "integer",
	lowest,
	highest,
	usual,
	help,
});
const text = (usual: string, value: string, help: string): Setting & { kind: "text" } => ({
	kind: "text",
	usual,
	value,
	help,
});
const secret = (help: string): Setting & { kind: "secret" } => ({ kind: "secret", help });

/** By the variable's name; a flag is the name without `RELAY_`, in lower case, with dashes. */
export const SETTINGS = {
	RELAY_HOST: text("127.0.0.1", "ADDRESS", "address to listen on"),
	RELAY_PORT: integer(8090, 0, 65_535, "port to listen on; 0 for any free one"),
	RELAY_TLS_CERT: text("", "FILE", "certificate chain in PEM; without it, plain HTTP for a proxy in front"),
	RELAY_TLS_KEY: text("", "FILE", "private key in PEM"),
	RELAY_NODE: text("a", "NAME", "1 to 16 of a-z 0-9: what link ids begin with, for a load balancer to route by"),
	RELAY_TOKENS: secret("name=token, comma separated; a token is at least 16 characters, or sha256:<64 hex digits>"),
	RELAY_TOKENS_FILE: text("", "FILE", "the same, one a line"),
	RELAY_PLACES: text("", "IDS", "place ids (Roblox-Id) that may use the relay, comma separated; empty: any"),
	RELAY_GRANTS: text(
		"",
		"TOKEN=ROOMS",
		"rooms of each token: game=main/123456/*:join,main/77/88:watch;other=… (bot/guild/channel:right, * for any)",
	),
	RELAY_GRANTS_FILE: text("", "FILE", "the same, one token a line"),
	RELAY_ALLOW_HOSTS: text(
		"gateway.discord.gg,gateway-*.discord.gg,*.discord.media",
		"HOSTS",
		"hosts that sockets may lead to, comma separated",
	),
	RELAY_ALLOW_PORTS: text("443,2048,2053,2083,2087,2096,8443", "PORTS", "ports that they may lead to"),
	RELAY_INSECURE_ALLOW: text("", "HOST:PORT", "for tests: exactly these may be private and without TLS"),
	RELAY_ALLOW_HEADERS: text(
		"",
		"NAMES",
		"headers beside user-agent and origin that clients may give, comma separated",
	),
	RELAY_SECRET_HOSTS: text("", "NAME=HOSTS", "hosts a secret may go to: bot=gateway.discord.gg,discord.com;other=…"),
	RELAY_SECRET_PLACES: text(
		"",
		"NAME=PLACES",
		"where it may stand: bot=2:d.token,6:d.token;other=header:authorization",
	),
	RELAY_CLIENT_SECRETS: text("", "NAMES", "secrets that clients bring, for the two settings above to name"),
	RELAY_BOTS: text(
		"",
		"NAME=SECRET",
		"bots for rooms: main=bot, with the shards if not those that Discord recommends: main=bot/4",
	),
	RELAY_STATE_DIR: text(
		"",
		"FOLDER",
		"where their sessions are kept, so that a restart resumes them; empty: in memory",
	),
	RELAY_DISCORD_API: text("https://discord.com/api/v10", "URL", "base of Discord's REST, for gateway/bot"),
	RELAY_ROOM_PER_MIN: integer(
		DEFAULT_PER_MIN,
		1,
		MOST_PER_MIN,
		"segments of a room in a minute, after a burst of 10; more for lip-sync",
	),
	RELAY_HOLD_MS: integer(20_000, 1000, 120_000, "longest that a poll is held"),
	RELAY_IDLE_MS: integer(90_000, 5000, HOUR_MS, "a link that is not polled for so long is ended"),
	RELAY_PACE_PER_MIN: integer(60, 1, 6000, "answers with news that a link gets in a minute"),
	RELAY_PACE_BURST: integer(10, 1, 1000, "of these, that may come in a row"),
	RELAY_GATHER_MS: integer(10, 0, 1000, "how long a message waits for others to travel with"),
	RELAY_MAX_BODY: integer(MIB, 4 * KIB, 16 * MIB, "largest body, in bytes"),
	RELAY_BODY_RECORDS: integer(4096, 1, MIB, "records of one request body"),
	RELAY_MAX_RECORD: integer(
		16 * MIB,
		KIB,
		64 * MIB,
		"largest message of a far server, in bytes; at most half of RELAY_BUFFER_TOTAL",
	),
	RELAY_BUFFER_RECORDS: integer(4096, 4, MIB, "records that wait for a client, before far servers are held back"),
	RELAY_BUFFER_BYTES: integer(
		4 * MIB,
		4 * KIB,
		KIB * MIB,
		"bytes that wait for a client, before far servers are held back",
	),
	RELAY_BUFFER_TOTAL: integer(256 * MIB, MIB, MIB * MIB, "bytes of everything that waits, of all tokens"),
	RELAY_ANSWER_MS: integer(30_000, 1000, 600_000, "how long a client has to read an answer"),
	RELAY_PAUSE_MS: integer(30_000, 100, HOUR_MS, "how long a far server is held back before it is closed"),
	RELAY_UPSTREAM_BUFFER: integer(MIB, KIB, KIB * MIB, "bytes that wait to go to one far server"),
	RELAY_MAX_LINKS: integer(10_000, 1, 1_000_000, "links in all"),
	RELAY_MAX_SOCKETS: integer(16, 1, 1024, "sockets of one link"),
	RELAY_MAX_CONNECTIONS: integer(20_000, 1, 1_000_000, "connections of clients"),
	RELAY_LINKS_PER_TOKEN: integer(5000, 1, 1_000_000, "links of one token"),
	RELAY_LINKS_PER_MIN: integer(600, 1, 1_000_000, "new links a minute of one token"),
	RELAY_LINKS_BURST: integer(5000, 1, 1_000_000, "of these, that may come in a row: all of a relay that died"),
	RELAY_SOCKETS_PER_TOKEN: integer(10_000, 1, 1_000_000, "open sockets of one token: two for each of its links"),
	RELAY_OPENS_PER_MIN: integer(600, 1, 1_000_000, "sockets opened a minute by one token"),
	RELAY_OPENS_BURST: integer(10_000, 1, 1_000_000, "of these, that may come in a row: two for each such link"),
	RELAY_ROOMS_PER_TOKEN: integer(10_000, 1, 1_000_000, "rooms that one token watches at once"),
	RELAY_WATCHES_PER_MIN: integer(600, 1, 1_000_000, "rooms that one token begins to watch in a minute"),
	RELAY_WATCHES_BURST: integer(10_000, 1, 1_000_000, "of these, that may come in a row: all of a relay that died"),
	RELAY_REQUESTS_PER_MIN: integer(600, 1, 1_000_000, "requests a minute of one link"),
	RELAY_TOKEN_REQUESTS_PER_MIN: integer(
		400_000,
		1,
		100_000_000,
		"requests a minute of one token, its links together",
	),
	RELAY_BYTES_PER_SECOND: integer(4 * MIB, KIB, KIB * MIB, "bytes a second that one token sends"),
	RELAY_DOWN_PER_SECOND: integer(8 * MIB, KIB, KIB * MIB, "bytes a second of answers to one token"),
	RELAY_PACK_PER_SECOND: integer(8 * MIB, KIB, KIB * MIB, "bytes a second that are packed with gzip for one token"),
	RELAY_DAVE_SESSIONS: integer(1000, 0, 100_000, "voice sessions for which DAVE is carried; 0: it is not offered"),
	RELAY_DAVE_KEEP_MS: integer(60_000, 0, 600_000, "how long such a session waits for a resume"),
	RELAY_DAVE_THREADS: integer(2, 1, 64, "threads at most that work for them"),
	RELAY_MEDIA_SESSIONS: integer(1000, 0, 100_000, "voice sessions that are told who speaks; 0: it is not offered"),
	RELAY_DRAIN_MS: integer(10_000, 0, 600_000, "after SIGTERM, how long clients have to fetch what there is"),
	RELAY_LOG_LEVEL: text("info", "LEVEL", "trace, debug, info, warn, error, fatal or silent"),
	RELAY_METRICS_TOKEN: secret(
		"token for /metrics and /rooms, at least 16 characters; without it, only this machine may read them",
	),
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof SETTINGS;

/** Text of the setting, as given or the default. */
export type SettingValues = Readonly<{
	[Name in SettingName]: (typeof SETTINGS)[Name] extends { kind: "integer" } ? number : string;
}>;

/** Of variables that hold a secret: `RELAY_SECRET_BOT` is `${secret:bot}`. */
export const SECRET_PREFIX = "RELAY_SECRET_";

export const NAMES = Object.keys(SETTINGS) as ReadonlyArray<SettingName>;

/** Flag of a setting, without dashes before it. */
export function flagOf(name: SettingName): string {
	return name.slice("RELAY_".length).toLowerCase().replaceAll("_", "-");
}
