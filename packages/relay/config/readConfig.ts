/**
 * Converts settings to the relay's configuration, and rejects wrong ones.
 * Pure, except that `readFile` reads the files that settings name.
 */

import { parseInteger } from "../../shared/flags/parseInteger.ts";
import { checkTls } from "../../shared/checkTls.ts";
import type { LinkLimits } from "../link/LinkDeps.ts";
import { MAX_NUMBER } from "../codec/record.ts";
import type { Grant } from "../security/Grants.ts";
import { isAllowableHeader, USUAL_HEADERS } from "../security/headers.ts";
import { readHostPattern, type HostPattern } from "../security/hostPattern.ts";
import type { SecretRules } from "../security/secrets.ts";
import type { TargetRules } from "../security/target.ts";
import type { TokenEntry } from "../security/Tokens.ts";
import type { TokenLimits } from "../budget/TokenUsage.ts";
import type { VoiceSettings } from "../voice/openVoice.ts";
import { readBots, type BotConfig } from "./readBots.ts";
import { readGrants } from "./readGrants.ts";
import { readList } from "./readList.ts";
import { readSecretRules } from "./readSecretRules.ts";
import { readSecrets, type ReadFile } from "./readSecrets.ts";
import type { Environment } from "./readSettings.ts";
import { readMetricsToken, readTokens } from "./readTokens.ts";
import type { SettingName, SettingValues } from "./settings.ts";

/** Times are milliseconds, sizes bytes. */
export interface RelayConfig {
	readonly host: string;
	readonly port: number;
	readonly tls: { readonly cert: string; readonly key: string } | undefined;
	readonly node: string;
	readonly tokens: ReadonlyArray<TokenEntry>;
	/** Rights to rooms. */
	readonly grants: ReadonlyArray<Grant>;
	/** Empty: any. */
	readonly places: ReadonlySet<string>;
	readonly targets: TargetRules;
	/** Header names that a client may set, in lower case. */
	readonly allowedHeaders: ReadonlySet<string>;
	readonly secrets: ReadonlyMap<string, string>;
	readonly secretRules: SecretRules;
	readonly bots: ReadonlyArray<BotConfig>;
	/** Directory for the sessions of bots; undefined for none. */
	readonly stateDir: string | undefined;
	/** Segments per minute of a room. */
	readonly roomPerMin: number;
	readonly discordApi: URL;
	readonly limits: LinkLimits;
	readonly tokenLimits: TokenLimits;
	readonly maxRecord: number;
	readonly bufferTotal: number;
	readonly upstreamBuffer: number;
	readonly bodyRecords: number;
	readonly answerMs: number;
	readonly maxLinks: number;
	readonly maxConnections: number;
	readonly requestsPerMin: number;
	readonly voice: VoiceSettings;
	readonly drainMs: number;
	readonly logLevel: string;
	readonly metricsToken: string | undefined;
}

const NODE_NAME = /^[a-z0-9]{1,16}$/;
const PLACE = /^[0-9]{1,20}$/;
const ENDPOINT = /^(\[[0-9a-f:]+\]|[a-z0-9.-]+):([0-9]{1,5})$/;
const LOG_LEVELS: ReadonlySet<string> = new Set(["trace", "debug", "info", "warn", "error", "fatal", "silent"]);
const MAX_PORT = 65_535;

/** @throws Error With the variable, its value and what it must be, but never a token or a secret. */
export function readConfig(values: SettingValues, environment: Environment, readFile: ReadFile): RelayConfig {
	const insecure = new Set(readList(values.RELAY_INSECURE_ALLOW).map(readEndpoint));
	const discordApi = readApi(values.RELAY_DISCORD_API, insecure);
	const targets = { hosts: readList(values.RELAY_ALLOW_HOSTS).map(readHost), ports: readPorts(values), insecure };
	const allowedHeaders = readHeaders(values.RELAY_ALLOW_HEADERS);
	const secrets = readSecrets(environment, readFile);
	const tokens = readTokens(values.RELAY_TOKENS, fileText("RELAY_TOKENS_FILE", values.RELAY_TOKENS_FILE, readFile));
	return {
		host: values.RELAY_HOST,
		port: values.RELAY_PORT,
		tls: readTls(values, readFile),
		node: matching("RELAY_NODE", values.RELAY_NODE, NODE_NAME, "1 to 16 of a-z 0-9"),
		tokens,
		grants: readGrants(
			values.RELAY_GRANTS,
			fileText("RELAY_GRANTS_FILE", values.RELAY_GRANTS_FILE, readFile),
			new Set(tokens.map(({ name }) => name)),
		),
		places: new Set(readList(values.RELAY_PLACES).map((id) => matching("RELAY_PLACES", id, PLACE, "place ids"))),
		targets,
		allowedHeaders,
		secrets,
		secretRules: readSecretRules(values, { secrets, targets, allowedHeaders, discordApi }),
		bots: readBots(values.RELAY_BOTS, secrets),
		roomPerMin: values.RELAY_ROOM_PER_MIN,
		stateDir: values.RELAY_STATE_DIR === "" ? undefined : values.RELAY_STATE_DIR,
		discordApi,
		limits: linkLimits(values),
		tokenLimits: tokenLimits(values),
		maxRecord: values.RELAY_MAX_RECORD,
		bufferTotal: values.RELAY_BUFFER_TOTAL,
		upstreamBuffer: values.RELAY_UPSTREAM_BUFFER,
		bodyRecords: values.RELAY_BODY_RECORDS,
		answerMs: values.RELAY_ANSWER_MS,
		maxLinks: values.RELAY_MAX_LINKS,
		maxConnections: values.RELAY_MAX_CONNECTIONS,
		requestsPerMin: values.RELAY_REQUESTS_PER_MIN,
		voice: {
			keepMs: values.RELAY_DAVE_KEEP_MS,
			dave: { sessions: values.RELAY_DAVE_SESSIONS, threads: values.RELAY_DAVE_THREADS },
			mediaSessions: values.RELAY_MEDIA_SESSIONS,
		},
		drainMs: values.RELAY_DRAIN_MS,
		logLevel: readLogLevel(values.RELAY_LOG_LEVEL),
		metricsToken: readMetricsToken(values.RELAY_METRICS_TOKEN),
	};
}

function tokenLimits(values: SettingValues): TokenLimits {
	return {
		links: values.RELAY_LINKS_PER_TOKEN,
		linksPerMin: values.RELAY_LINKS_PER_MIN,
		linksBurst: values.RELAY_LINKS_BURST,
		opensPerMin: values.RELAY_OPENS_PER_MIN,
		sockets: values.RELAY_SOCKETS_PER_TOKEN,
		requestsPerMin: values.RELAY_TOKEN_REQUESTS_PER_MIN,
		opensBurst: values.RELAY_OPENS_BURST,
		rooms: values.RELAY_ROOMS_PER_TOKEN,
		watchesPerMin: values.RELAY_WATCHES_PER_MIN,
		watchesBurst: values.RELAY_WATCHES_BURST,
		bytesPerSecond: values.RELAY_BYTES_PER_SECOND,
		downPerSecond: values.RELAY_DOWN_PER_SECOND,
		packedPerSecond: values.RELAY_PACK_PER_SECOND,
	};
}

function linkLimits(values: SettingValues): LinkLimits {
	const { RELAY_MAX_RECORD: maxRecord, RELAY_BUFFER_TOTAL: total } = values;
	// memory holds it twice once its last piece has arrived
	if (maxRecord * 2 > total) {
		throw new Error(`RELAY_BUFFER_TOTAL must be at least twice RELAY_MAX_RECORD, ${maxRecord}, got ${total}`);
	}
	if (values.RELAY_IDLE_MS <= values.RELAY_HOLD_MS) {
		throw new Error(
			`RELAY_IDLE_MS must be above RELAY_HOLD_MS, ${values.RELAY_HOLD_MS}, got ${values.RELAY_IDLE_MS}`,
		);
	}
	return {
		holdMs: values.RELAY_HOLD_MS,
		gatherMs: values.RELAY_GATHER_MS,
		idleMs: values.RELAY_IDLE_MS,
		pauseMs: values.RELAY_PAUSE_MS,
		perMin: values.RELAY_PACE_PER_MIN,
		burst: values.RELAY_PACE_BURST,
		maxBody: values.RELAY_MAX_BODY,
		maxSockets: values.RELAY_MAX_SOCKETS,
		bufferRecords: values.RELAY_BUFFER_RECORDS,
		bufferBytes: values.RELAY_BUFFER_BYTES,
		lastNumber: MAX_NUMBER,
	};
}

function readHost(text: string): HostPattern {
	const pattern = readHostPattern(text);
	if (pattern !== undefined) return pattern;
	throw new Error(`RELAY_ALLOW_HOSTS must be names, *.domain.tld or begin-*.domain.tld, got ${text}`);
}

function readHeaders(text: string): ReadonlySet<string> {
	const names = readList(text.toLowerCase());
	const denied = names.find((name) => !isAllowableHeader(name));
	if (denied === undefined) return new Set([...USUAL_HEADERS, ...names]);
	throw new Error(
		`RELAY_ALLOW_HEADERS must have names of headers that are not the relay's or a proxy's, got ${denied}`,
	);
}

function readPorts(values: SettingValues): ReadonlySet<number> {
	return new Set(readList(values.RELAY_ALLOW_PORTS).map((text) => readPort("RELAY_ALLOW_PORTS", text)));
}

function readPort(name: SettingName, text: string): number {
	const port = parseInteger(text);
	if (port !== undefined && port >= 1 && port <= MAX_PORT) return port;
	throw new Error(`${name} must have ports from 1 to ${MAX_PORT}, got ${text}`);
}

function readEndpoint(text: string): string {
	const [, host, port] = ENDPOINT.exec(text.toLowerCase()) ?? [];
	if (host === undefined || port === undefined) {
		throw new Error(`RELAY_INSECURE_ALLOW must be host:port, got ${text}`);
	}
	return `${host}:${readPort("RELAY_INSECURE_ALLOW", port)}`;
}

function readApi(text: string, insecure: ReadonlySet<string>): URL {
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (url?.protocol === "https:") return url;
	if (url?.protocol === "http:" && insecure.has(`${url.hostname}:${url.port === "" ? "80" : url.port}`)) return url;
	throw new Error(`RELAY_DISCORD_API must be a URL that begins with https:, got ${text}`);
}

/** Reads the TLS files. @throws Error If one cannot be read, or they do not match. */
export function readTls(values: SettingValues, readFile: ReadFile): RelayConfig["tls"] {
	const { RELAY_TLS_CERT: certPath, RELAY_TLS_KEY: keyPath } = values;
	if (certPath === "" && keyPath === "") return undefined;
	if (certPath === "" || keyPath === "") {
		throw new Error("RELAY_TLS_CERT and RELAY_TLS_KEY must both be given, or neither");
	}
	const cert = fileText("RELAY_TLS_CERT", certPath, readFile);
	const key = fileText("RELAY_TLS_KEY", keyPath, readFile);
	checkTls({ cert, key }, { cert: `RELAY_TLS_CERT: ${certPath}`, key: `RELAY_TLS_KEY: ${keyPath}` });
	return { cert, key };
}

/** @returns "" for no path. */
function fileText(name: SettingName, path: string, readFile: ReadFile): string {
	if (path === "") return "";
	try {
		return readFile(path);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		throw new Error(`${name}: ${path} cannot be read: ${code ?? "no file"}`, { cause: error });
	}
}

function readLogLevel(text: string): string {
	if (LOG_LEVELS.has(text)) return text;
	throw new Error(`RELAY_LOG_LEVEL must be one of ${[...LOG_LEVELS].join(", ")}, got ${text}`);
}

function matching(name: SettingName, text: string, form: RegExp, what: string): string {
	if (form.test(text)) return text;
	throw new Error(`${name} must be ${what}, got ${text}`);
}
