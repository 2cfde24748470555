import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { OTHER_KEY, TEST_TLS } from "../../shared/support/tlsKey.ts";
import { Tokens } from "../security/Tokens.ts";
import { readConfig, type RelayConfig } from "./readConfig.ts";
import { help, readSettings, type Environment } from "./readSettings.ts";
import { flagOf, NAMES, SETTINGS } from "./settings.ts";

const TOKEN = "0123456789abcdef";
const FILES: Readonly<Record<string, string>> = {
	tokens: `# comment\n\nfile=${TOKEN}x\n other=${TOKEN}y \n`,
	bot: " value \n",
	empty: "\n",
	...TEST_TLS,
	other: OTHER_KEY,
};

function read(environment: Environment, words: ReadonlyArray<string> = []): RelayConfig {
	const all = { RELAY_TOKENS: `game=${TOKEN}`, ...environment };
	const settings = readSettings(words, all);
	assert.ok(settings !== "help");
	return readConfig(settings, all, (path) => {
		const text = FILES[path];
		if (text === undefined) throw Object.assign(new Error("no such file"), { code: "ENOENT" });
		return text;
	});
}

/** By hand: what is refused at the start, and the error. */
const REFUSED: ReadonlyArray<readonly [environment: Environment, message: RegExp]> = [
	[{ RELAY_PORT: "65536" }, /^RELAY_PORT must be an integer from 0 to 65535, got 65536$/],
	[{ RELAY_PORT: "http" }, /^RELAY_PORT must be an integer from 0 to 65535, got http$/],
	[{ RELAY_HOLD_MS: "999" }, /^RELAY_HOLD_MS must be an integer from 1000 to 120000, got 999$/],
	...["1000.5", "2e3", "0x7d0", "+2000", "2000.0", "02000", "2_000"].map((text): readonly [Environment, RegExp] => [
		{ RELAY_HOLD_MS: text },
		/^RELAY_HOLD_MS must be an integer from 1000/,
	]),
	[{ RELAY_ALLOW_PORTS: "0x1bb" }, /^RELAY_ALLOW_PORTS must have ports from 1 to 65535, got 0x1bb$/],
	[{ RELAY_ALLOW_PORTS: "443.0" }, /^RELAY_ALLOW_PORTS must have ports/],
	[{ RELAY_IDLE_MS: "20000" }, /^RELAY_IDLE_MS must be above RELAY_HOLD_MS, 20000, got 20000$/],
	[{ RELAY_NODE: "A_1" }, /^RELAY_NODE must be 1 to 16 of a-z 0-9, got A_1$/],
	[{ RELAY_TOKENS: "" }, /^RELAY_TOKENS is empty/],
	[{ RELAY_TOKENS: TOKEN }, /^RELAY_TOKENS must be name=token.* entry 1$/],
	[{ RELAY_TOKENS: `a=${TOKEN},b` }, /entry 2$/],
	[{ RELAY_TOKENS: "a=short" }, /^RELAY_TOKENS: token of a must be at least 16 printable ASCII characters.*, got 5$/],
	[{ RELAY_METRICS_TOKEN: "hush" }, /^RELAY_METRICS_TOKEN must be at least 16 printable ASCII characters.*, got 4$/],
	[{ RELAY_METRICS_TOKEN: "hush hush hush hush" }, /^RELAY_METRICS_TOKEN must be at least 16/],
	[{ RELAY_TOKENS: "a=sha256:12" }, /^RELAY_TOKENS: hash of a must be 64 hexadecimal digits$/],
	[{ RELAY_TOKENS: `a=${TOKEN},a=${TOKEN}z` }, /^RELAY_TOKENS must have each name once$/],
	[{ RELAY_TOKENS_FILE: "nowhere" }, /^RELAY_TOKENS_FILE: nowhere cannot be read: ENOENT$/],
	[{ RELAY_PLACES: "1,b" }, /^RELAY_PLACES must be place ids, got b$/],
	[{ RELAY_ALLOW_HOSTS: "*" }, /^RELAY_ALLOW_HOSTS must be names.*, got \*$/],
	[{ RELAY_ALLOW_HOSTS: "a.b,wss://a.b" }, /^RELAY_ALLOW_HOSTS must be .*, got wss:\/\/a.b$/],
	[{ RELAY_ALLOW_PORTS: "443,0" }, /^RELAY_ALLOW_PORTS must have ports from 1 to 65535, got 0$/],
	[{ RELAY_INSECURE_ALLOW: "127.0.0.1" }, /^RELAY_INSECURE_ALLOW must be host:port, got 127.0.0.1$/],
	[{ RELAY_INSECURE_ALLOW: "127.0.0.1:99999" }, /^RELAY_INSECURE_ALLOW must have ports/],
	[{ RELAY_INSECURE_ALLOW: "*:80" }, /^RELAY_INSECURE_ALLOW must be host:port/],
	[{ RELAY_SECRET_BOT: "hush", RELAY_SECRET_HOSTS: "bot=10.0.0.1:80" }, /^RELAY_SECRET_HOSTS must have host names/],
	[{ RELAY_SECRET_HOSTS: "B T=a.b" }, /^RELAY_SECRET_HOSTS must be name=host/],
	[
		{ RELAY_SECRET_BOT: "hush", RELAY_SECRET_HOSTS: "bot" },
		/^RELAY_SECRET_HOSTS must be name=host,host;name=host, got bot$/,
	],
	[{ RELAY_SECRET_BOT: "hush", RELAY_SECRET_HOSTS: "bot=a=b" }, /^RELAY_SECRET_HOSTS must be name=host/],
	[
		{ RELAY_SECRET_BOT: "hush", RELAY_SECRET_HOSTS: "bot=discord.com;bot=gateway.discord.gg" },
		/^RELAY_SECRET_HOSTS must name bot once$/,
	],
	[
		{ RELAY_SECRET_HOSTS: "bot=gateway.discord.gg" },
		/^RELAY_SECRET_HOSTS: there is no secret bot: set RELAY_SECRET_BOT, or write bot into RELAY_CLIENT_SECRETS if/,
	],
	[
		{ RELAY_SECRET_PLACES: "boot=d.token" },
		/^RELAY_SECRET_PLACES: there is no secret boot: set RELAY_SECRET_BOOT, or/,
	],
	[
		{ RELAY_SECRET_BOT: "hush", RELAY_SECRET_HOSTS: "bot=gateway.example.com" },
		/^RELAY_SECRET_HOSTS: no socket may lead to gateway.example.com, so bot can never .*: write gateway.example.com into RELAY_ALLOW_HOSTS too$/,
	],
	[
		{
			RELAY_INSECURE_ALLOW: "lavalink:2333",
			RELAY_SECRET_LAVALINK: "hush",
			RELAY_SECRET_HOSTS: "lavalink=lavalink",
		},
		/: write lavalink=lavalink:2333$/,
	],
	[
		{
			RELAY_INSECURE_ALLOW: "127.0.0.1:80",
			RELAY_DISCORD_API: "http://127.0.0.1/api",
			RELAY_SECRET_BOT: "hush",
			RELAY_SECRET_HOSTS: "bot=discord.com",
		},
		/^RELAY_SECRET_HOSTS: no socket may lead to discord.com/,
	],
	[
		{
			RELAY_ALLOW_HOSTS: "example.com",
			RELAY_DISCORD_API: "https://api.example.com",
			RELAY_SECRET_BOT: "hush",
		},
		/^secret bot can go nowhere: write bot=<its hosts> into RELAY_SECRET_HOSTS$/,
	],
	[
		{ RELAY_SECRET_BOT: "hush", RELAY_SECRET_PLACES: "bot=d[0]" },
		/^RELAY_SECRET_PLACES must have op:path, path or header:name, such as 2:d.token, got d\[0\]$/,
	],
	[
		{ RELAY_SECRET_BOT: "hush", RELAY_SECRET_PLACES: "bot=header:authorization" },
		/^RELAY_SECRET_PLACES: header authorization is not allowed: write it into RELAY_ALLOW_HEADERS$/,
	],
	[{ RELAY_CLIENT_SECRETS: "A B" }, /^RELAY_CLIENT_SECRETS must be names of 1 to 32 of a-z 0-9 _ -, got A B$/],
	[{ RELAY_ALLOW_HEADERS: "authorization,Host" }, /^RELAY_ALLOW_HEADERS must have names .*, got host$/],
	[{ RELAY_ALLOW_HEADERS: "sec-websocket-key" }, /^RELAY_ALLOW_HEADERS must have/],
	[{ RELAY_SECRET_BOT: "" }, /^RELAY_SECRET_BOT is empty: write its value, or remove the variable$/],
	[{ RELAY_SECRET_BOT: "  " }, /^RELAY_SECRET_BOT is empty/],
	[{ RELAY_SECRET_BOT_FILE: "" }, /^RELAY_SECRET_BOT_FILE is empty: write the path of its file, or remove/],
	[{ RELAY_SECRET_BOT_FILE: "empty" }, /^RELAY_SECRET_BOT_FILE: empty is empty: write the secret's value into it$/],
	[{ RELAY_SECRET_BOT: "hush hush" }, /^RELAY_SECRET_BOT must be 1 to 1024 printable/],
	[{ "RELAY_SECRET_B T": "hush" }, /^RELAY_SECRET_B T: a secret's name is/],
	[{ RELAY_SECRET_BOT_FILE: "nowhere" }, /^RELAY_SECRET_BOT_FILE: nowhere cannot be read: ENOENT$/],
	[{ RELAY_SECRET_BOT: "hush", RELAY_SECRET_BOT_FILE: "bot" }, /secret bot is given twice/],
	[{ RELAY_DISCORD_API: "http://discord.com/api" }, /^RELAY_DISCORD_API must be a URL that begins with https:/],
	[{ RELAY_DISCORD_API: "discord.com" }, /^RELAY_DISCORD_API must be/],
	[{ RELAY_TLS_CERT: "cert" }, /^RELAY_TLS_CERT and RELAY_TLS_KEY must both be given/],
	[{ RELAY_TLS_CERT: "cert", RELAY_TLS_KEY: "nowhere" }, /^RELAY_TLS_KEY: nowhere cannot be read/],
	[{ RELAY_TLS_CERT: "tokens", RELAY_TLS_KEY: "key" }, /^RELAY_TLS_CERT: tokens: not a PEM certificate$/],
	[{ RELAY_TLS_CERT: "cert", RELAY_TLS_KEY: "bot" }, /^RELAY_TLS_KEY: bot: not an unencrypted PEM private key/],
	[{ RELAY_TLS_CERT: "cert", RELAY_TLS_KEY: "other" }, /^RELAY_TLS_KEY: other does not match RELAY_TLS_CERT: cert$/],
	[{ RELAY_LOG_LEVEL: "loud" }, /^RELAY_LOG_LEVEL must be one of trace.*, got loud$/],
];

describe("readConfig", () => {
	for (const [environment, message] of REFUSED) {
		it(`should refuse ${JSON.stringify(environment)}`, () => {
			assert.throws(
				() => read(environment),
				(error) =>
					error instanceof Error && message.test(error.message) && !/hush|0123456789/.test(error.message),
			);
		});
	}

	it("should need only a token", () => {
		const config = read({});
		assert.deepEqual([config.host, config.port, config.node, config.tls], ["127.0.0.1", 8090, "a", undefined]);
		assert.equal(new Tokens(config.tokens).identify(`Bearer ${TOKEN}`), "game");
		assert.equal(config.discordApi.href, "https://discord.com/api/v10");
		assert.deepEqual([config.targets.insecure.size, config.secrets.size, config.places.size], [0, 0, 0]);
		assert.deepEqual([config.limits.perMin, config.limits.burst, config.limits.idleMs], [60, 10, 90_000]);
	});

	it("should prefer flags to variables", () => {
		const config = read({ RELAY_PORT: "1", RELAY_NODE: "b" }, ["--port", "2", "--allow-hosts=a.b"]);
		assert.deepEqual([config.port, config.node, config.targets.hosts.length], [2, "b", 1]);
	});

	it("should name the wrong flag", () => {
		assert.throws(() => read({}, ["--port", "x"]), { message: "--port must be an integer from 0 to 65535, got x" });
		assert.throws(() => read({}, ["--portt", "1"]), /portt/);
	});

	it("should accept no token or secret on the command line", () => {
		const message = /^--(tokens|metrics-token): others can read the command line, set RELAY_\w+ instead$/;
		assert.throws(() => read({}, ["--tokens", `a=${TOKEN}`]), { message });
		assert.throws(() => read({}, ["--metrics-token", "a"]), { message });
	});

	it("should read tokens from variable and file, plain and hashed", () => {
		const hash = "9f56e761d79bfdb34304a012586cb04d16b435ef6130091a97702e559260a2f2";
		const config = read({ RELAY_TOKENS: `a=sha256:${hash}, b=${TOKEN}`, RELAY_TOKENS_FILE: "tokens" });
		assert.deepEqual(
			config.tokens.map(({ name }) => name),
			["a", "b", "file", "other"],
		);
		const tokens = new Tokens(config.tokens);
		assert.equal(tokens.identify(`Bearer ${TOKEN}y`), "other");
		assert.equal(config.tokens[0]?.digest.toString("hex"), hash);
	});

	it("should read secrets from variables and files", () => {
		const config = read({ RELAY_SECRET_BOT_FILE: "bot", RELAY_SECRET_OTHER: "x" });
		assert.deepEqual(
			[...config.secrets],
			[
				["bot", "value"],
				["other", "x"],
			],
		);
	});

	it("should bind secrets to Discord's main gateway by default", () => {
		const {
			secretRules: { hosts: bindings },
		} = read({
			RELAY_INSECURE_ALLOW: "127.0.0.1:9300",
			RELAY_ALLOW_HOSTS: "*.x.y,z",
			RELAY_SECRET_A: "x",
			RELAY_CLIENT_SECRETS: "b",
			RELAY_SECRET_HOSTS: "a=x.x.y,127.0.0.1:9300; b=z",
		});
		assert.deepEqual(
			bindings.usual.map((host) => ("text" in host ? host.text : host.endpoint)),
			["gateway.discord.gg", "gateway-*.discord.gg", "discord.com"],
		);
		assert.deepEqual(
			[...bindings.byName].map(([name, hosts]) => [name, hosts.length]),
			[
				["a", 2],
				["b", 1],
			],
		);
	});

	it("should read secret places and allowed headers", () => {
		const { allowedHeaders, secretRules } = read({
			RELAY_ALLOW_HEADERS: "Authorization, user-id",
			RELAY_SECRET_LAVALINK: "x",
			RELAY_SECRET_PLACES: "lavalink=header:authorization, auth.key",
		});
		assert.deepEqual([...allowedHeaders], ["user-agent", "origin", "authorization", "user-id"]);
		const texts = (places: ReadonlyArray<{ readonly text: string }> = []): Array<string> =>
			places.map(({ text }) => text);
		assert.deepEqual(texts(secretRules.places.byName.get("lavalink")), ["header:authorization", "auth.key"]);
		assert.deepEqual(texts(secretRules.places.usual), ["2:d.token", "6:d.token"]);
	});

	it("should allow plain HTTP for Discord's API if configured", () => {
		const environment = {
			RELAY_INSECURE_ALLOW: "127.0.0.1:9300",
			RELAY_DISCORD_API: "http://127.0.0.1:9300/api/v10",
		};
		assert.equal(read(environment).discordApi.port, "9300");
	});

	it("should read bots, and where their sessions are kept", () => {
		const config = read({ RELAY_SECRET_BOT: "x", RELAY_BOTS: "main=bot/2", RELAY_STATE_DIR: "/var/lib/relay" });
		assert.deepEqual(config.bots, [{ name: "main", secret: "bot", shards: 2 }]);
		assert.equal(config.stateDir, "/var/lib/relay");
		assert.deepEqual([read({}).bots, read({}).stateDir], [[], undefined]);
	});

	it("should read the TLS files", () => {
		assert.deepEqual(read({ RELAY_TLS_CERT: "cert", RELAY_TLS_KEY: "key" }).tls, TEST_TLS);
	});
});

describe("settings", () => {
	it("should match the table of docs/relay.md, cell by cell", () => {
		const docs = readFileSync(new URL("../../../docs/relay.md", import.meta.url), "utf8");
		const table = docs.split("\n").filter((line) => /^\| `RELAY_/.test(line));
		const cells = table.map((line) =>
			line
				.slice(1, -1)
				.split("|")
				.map((cell) => cell.trim().replaceAll("`", "")),
		);
		const expected = NAMES.map((name) => {
			const setting = SETTINGS[name];
			const usual = setting.kind === "secret" ? "" : String(setting.usual);
			const range = setting.kind === "integer" ? `${setting.lowest} to ${setting.highest}` : "";
			return [name, usual, range, setting.help];
		});
		assert.deepEqual(cells, expected);
	});

	it("should all be in the help", () => {
		for (const name of NAMES) {
			const row =
				help()
					.split("\n")
					.find((line) => line.trimStart().startsWith(`${name} `)) ?? "";
			assert.ok(row.includes(SETTINGS[name].help), name);
			assert.equal(row.includes(` --${flagOf(name)} `), SETTINGS[name].kind !== "secret", name);
		}
		assert.equal(readSettings(["--help"], {}), "help");
	});

	it("should have defaults within their ranges", () => {
		for (const name of NAMES) {
			const setting = SETTINGS[name];
			if (setting.kind !== "integer") continue;
			assert.ok(setting.usual >= setting.lowest && setting.usual <= setting.highest, name);
		}
	});
});
