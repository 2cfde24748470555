/**
 * Points each client library at a server: one line of code per library, printed by `npm run serve` and run by the tests
 * of published clients. `intents` is defined by the reader.
 * Pure. One row per library.
 */

/** The server a client connects to, and its token. */
export interface ClientTarget {
	/** `ws://host:port` or `wss://host:port`. */
	readonly url: string;
	/** Bot token, without a prefix. */
	readonly token: string;
}

export interface ClientLine {
	readonly library: string;
	/** An expression that creates the client, or statements to run before that. */
	readonly line: string;
	/** Whether the library supports only TLS, so that the line needs a `wss` URL. */
	readonly needsTls: boolean;
}

/** Default port, which a URL omits. */
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
	// REST uses https on port 443; only an agent can change that: lib/rest/RequestHandler.js
	eris: {
		needsTls: true,
		write: ({ host, hostname, port }, { token }) =>
			`new Client("Bot ${token}", { intents, rest: { domain: "${host}", agent: new https.Agent({ host: "${hostname}", port: ${port || HTTPS_PORT} }) } })`,
	},
	// never requests the gateway URL: discord/client.py, discord/gateway.py
	"discord.py": {
		write: ({ origin }, { url }) =>
			`discord.http.Route.BASE = "${origin}/api/v10"; discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL("${url}")`,
	},
	hikari: {
		write: ({ origin }, { token }) =>
			`hikari.GatewayBot("${token}", intents=intents, rest_url="${origin}/api/v10")`,
	},
};

/** Returns a line for each known library, in a fixed order. */
export function clientLines(target: ClientTarget): ReadonlyArray<ClientLine> {
	const api = new URL(target.url.replace(/^ws/, "http"));
	return Object.entries(ROWS).map(([library, { write, needsTls = false }]) => ({
		library,
		line: write(api, target),
		needsTls,
	}));
}
