/**
 * How each client library is pointed at a server: one line of its language, as `npm run serve` prints it and as the tests of
 * published clients run it. `intents` in a line is the reader's.
 * Pure. One row per library.
 */

/** Where a client goes, and with what. */
export interface ClientTarget {
	/** `ws://host:port` or `wss://host:port`. */
	readonly url: string;
	/** Bot token, without a prefix. */
	readonly token: string;
}

export interface ClientLine {
	readonly library: string;
	/** An expression that makes the client, or statements that come before it. */
	readonly line: string;
	/** Whether the library speaks TLS alone: the line works for `wss` alone. */
	readonly needsTls: boolean;
}

/** What a URL leaves out. */
const HTTPS_PORT = 443;

interface Row {
	readonly needsTls?: true;
	/** @param api `http://host:port`, or `https:`. */
	write(api: URL, target: ClientTarget): string;
}

const ROWS: Readonly<Record<string, Row>> = {
	"discord.js": {
		write: ({ origin }) => `new Client({ intents, rest: { api: "${origin}/api" } })`,
	},
	"oceanic.js": {
		write: ({ origin }, { token }) =>
			`new Client({ auth: "Bot ${token}", gateway: { intents }, rest: { baseURL: "${origin}/api/v10" } })`,
	},
	// REST is https on port 443 without an option; only an agent knows of another: lib/rest/RequestHandler.js
	eris: {
		needsTls: true,
		write: ({ host, hostname, port }, { token }) =>
			`new Client("Bot ${token}", { intents, rest: { domain: "${host}", agent: new https.Agent({ host: "${hostname}", port: ${port || HTTPS_PORT} }) } })`,
	},
	// never asks where the gateway is: discord/client.py, discord/gateway.py
	"discord.py": {
		write: ({ origin }, { url }) =>
			`discord.http.Route.BASE = "${origin}/api/v10"; discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("${url}")`,
	},
	hikari: {
		write: ({ origin }, { token }) =>
			`hikari.GatewayBot("${token}", intents=intents, rest_url="${origin}/api/v10")`,
	},
};

/** Returns a line for each library that is known, in a fixed order. */
export function clientLines(target: ClientTarget): ReadonlyArray<ClientLine> {
	const api = new URL(target.url.replace(/^ws/, "http"));
	return Object.entries(ROWS).map(([library, { write, needsTls = false }]) => ({
		library,
		line: write(api, target),
		needsTls,
	}));
}
