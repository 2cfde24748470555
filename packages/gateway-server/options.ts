/** Options of a gateway server, and their defaults. */

import { checkNames } from "./checkNames.ts";
import { MAX_WAIT, systemNow, systemTimers, type Timers } from "../shared/clock.ts";
import { checkDaveMode, checkDaveModes, type DaveMode } from "./dave/mode.ts";
import {
	MAIN_OPTION_NAMES,
	resolveMainOptions,
	type MainOptions,
	type ResolvedMainOptions,
} from "./main/mainOptions.ts";
import {
	MEDIA_DEFAULTS,
	MEDIA_RANGES,
	MEDIA_WORDS,
	type MediaOptions,
	type ResolvedMediaOptions,
} from "./media/mediaOptions.ts";
import type { Random } from "../shared/random.ts";

export interface GatewayServerOptions extends MainOptions, MediaOptions {
	/** Heartbeat interval in Hello, in milliseconds; above 0. @default 41250 */
	readonly heartbeatInterval?: number;
	/** SSRC of the first registered session. Later sessions and repeated Identifies count up from it. @default 1 */
	readonly ssrc?: number;
	/** Encryption modes in Ready. @default the two that Discord still accepts */
	readonly modes?: ReadonlyArray<string>;
	/** Media address and port in Ready; the server does not listen there. @default the address of its UDP socket */
	readonly audioAddress?: { readonly ip: string; readonly port: number };
	/** Messages kept per session for a Resume. The oldest are dropped first. @default 512 */
	readonly replaySize?: number;
	/**
	 * Whether a voice Resume replays before or after Resumed (op 9). The docs specify no order. With "before", @discordjs/voice
	 * 0.19.2 drops the replayed DAVE messages, and continues with a wrong privacy code. @default "after"
	 */
	readonly replayOrder?: "before" | "after";
	/** Milliseconds for which a session can be resumed after its socket is lost. @default 180000 */
	readonly resumeTimeout?: number;
	/** Sequence of a session's first numbered message, 0 to 65535. @default 1 */
	readonly firstSequence?: number;
	/** Maximum size of a client message in bytes; larger ones are closed with 1009. @default 1048576 */
	readonly maxPayload?: number;
	/** Received messages kept per session, see `received`. @default 1000 */
	readonly recordSize?: number;
	/** Whether voice channels use E2EE. @default "off" */
	readonly dave?: DaveMode;
	/** Exceptions by channel ID. IDs of the channel and its users must be snowflakes. @default none */
	readonly daveChannels?: Readonly<Record<string, DaveMode>>;
	/**
	 * Whether a group member that loses its connection keeps its place until its session ends, or is removed at once and
	 * re-added by a Resume. DAVE removes it for "a severed websocket connection", and does not mention a Resume.
	 * @default "keep"
	 */
	readonly daveLostMembers?: "keep" | "remove";
	/**
	 * Whether to refuse a voice client that names no version. The docs refuse it since 2024-11-18, but discordgo names none,
	 * and voice works according to its PR #1677 (2025-11). An accepted client gets version 4.
	 * @default "refuse"
	 */
	readonly unversionedVoice?: "refuse" | "accept";
	/**
	 * Answer to an Update Voice State (op 4) for the current channel of a main session with a voice connection: none unless
	 * mute or deaf changes, a voice state, or a voice state and a voice server with a new token.
	 * See docs/gateway.md for the evidence.
	 * @default "ignore"
	 */
	readonly voiceRejoin?: "ignore" | "state" | "server";
	/**
	 * What happens to a voice session when another main session of the same bot joins voice in the guild: it is closed with
	 * 4014, 4006 or 4022, it continues without a seat and without notice, or both have seats.
	 * @default 4014
	 */
	readonly voiceTheft?: 4014 | 4006 | 4022 | "none" | "both";
	/** Whether VOICE_SERVER_UPDATE goes to the main session that sent op 4, or to all. @default "asker" */
	readonly voiceServerTo?: "asker" | "all";
	/**
	 * Milliseconds from the voice state to the VOICE_SERVER_UPDATE that follows it. Discord allocates a voice server in that time.
	 * @default 0
	 */
	readonly voiceServerDelay?: number;
	/** Monotonic clock in milliseconds. @default Unix time at the start of the process plus the elapsed time */
	readonly now?: () => number;
	/** @default timers of Node that do not keep the process alive */
	readonly timers?: Timers;
	/** Source of secret keys. @default Math.random */
	readonly random?: Random;
	/** Called with one line for each harmless oddity. Never contains a token. @default none */
	readonly logger?: (message: string) => void;
}

/** Options of both gateways. Options of the main gateway are in `main`, options of voice media in `media`. */
type SharedOptions = Required<Omit<GatewayServerOptions, keyof MainOptions | keyof MediaOptions>>;

export type ResolvedOptions = SharedOptions & {
	readonly main: ResolvedMainOptions;
	readonly media: ResolvedMediaOptions;
};

const DEFAULTS: SharedOptions = {
	heartbeatInterval: 41_250,
	ssrc: 1,
	modes: ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"],
	audioAddress: { ip: "127.0.0.1", port: 50_000 },
	replaySize: 512,
	replayOrder: "after",
	resumeTimeout: 180_000,
	firstSequence: 1,
	maxPayload: 2 ** 20,
	recordSize: 1000,
	dave: "off",
	daveChannels: {},
	daveLostMembers: "keep",
	unversionedVoice: "refuse",
	voiceRejoin: "ignore",
	voiceTheft: 4014,
	voiceServerTo: "asker",
	voiceServerDelay: 0,
	now: systemNow,
	timers: systemTimers,
	random: Math.random,
	logger: () => {},
};

/** Range of each number: lowest, highest, and whether it must be an integer. */
const RANGES = {
	...MEDIA_RANGES,
	heartbeatInterval: [Number.MIN_VALUE, MAX_WAIT, false],
	ssrc: [0, 2 ** 32 - 1, true],
	// above half of the sequence space, an acknowledged sequence could mean two messages
	replaySize: [0, 2 ** 15, true],
	resumeTimeout: [0, MAX_WAIT, false],
	voiceServerDelay: [0, MAX_WAIT, false],
	firstSequence: [0, 2 ** 16 - 1, true],
	maxPayload: [1, 2 ** 28, true],
	recordSize: [0, 2 ** 20, true],
	maxConcurrency: [1, 2 ** 16, true],
	shards: [1, 2 ** 16, true],
	heartbeatTimeoutCode: [4000, 4999, true],
	grace: [0, MAX_WAIT, false],
} as const;

const MAX_PORT = 2 ** 16 - 1;

/** Values of options that are words. */
const WORDS = {
	...MEDIA_WORDS,
	replayOrder: ["before", "after"],
	daveLostMembers: ["keep", "remove"],
	unversionedVoice: ["refuse", "accept"],
	voiceRejoin: ["ignore", "state", "server"],
	voiceTheft: [4014, 4006, 4022, "none", "both"],
	voiceServerTo: ["asker", "all"],
} as const;

/** @throws RangeError If a name is unknown or a value is out of range. */
export function resolveOptions(options: GatewayServerOptions): ResolvedOptions {
	checkNames("option", options, [...Object.keys(DEFAULTS), ...MAIN_OPTION_NAMES, ...Object.keys(MEDIA_DEFAULTS)]);
	const given = Object.entries(options).filter(([, value]) => value !== undefined);
	const main = resolveMainOptions(options);
	const ofMedia = given.filter(([name]) => Object.hasOwn(MEDIA_DEFAULTS, name));
	const media: ResolvedMediaOptions = { ...MEDIA_DEFAULTS, ...Object.fromEntries(ofMedia) };
	const resolved: ResolvedOptions = { ...DEFAULTS, ...Object.fromEntries(given), main, media };
	const flat: Readonly<Record<string, unknown>> = { ...main, ...media, ...resolved };
	for (const [name, value] of Object.entries(flat)) {
		if (Object.hasOwn(RANGES, name)) checkRange(name as keyof typeof RANGES, value as number);
		if (Object.hasOwn(WORDS, name)) checkWord(name as keyof typeof WORDS, value);
	}
	checkModes(resolved.modes);
	checkAudioAddress(resolved.audioAddress);
	checkDaveMode(resolved.dave, "dave");
	checkDaveModes(resolved.daveChannels);
	return resolved;
}

/** Accepts any value, because options may come from JSON. */
function checkWord(name: keyof typeof WORDS, value: unknown): void {
	const words: ReadonlyArray<unknown> = WORDS[name];
	if (words.includes(value)) return;
	const wanted = words.map((word) => JSON.stringify(word)).join(" or ");
	throw new RangeError(`${name} must be ${wanted}, got ${String(value)}`);
}

function checkModes(modes: unknown): void {
	if (Array.isArray(modes) && modes.length > 0 && modes.every((mode) => typeof mode === "string")) return;
	throw new RangeError("modes must be an array of at least one encryption mode");
}

function checkAudioAddress(address: unknown): void {
	const { ip, port } = (address ?? {}) as { ip?: unknown; port?: unknown };
	checkNames("field of audioAddress", address ?? {}, ["ip", "port"]);
	if (typeof ip === "string" && Number.isInteger(port) && (port as number) >= 0 && (port as number) <= MAX_PORT)
		return;
	throw new RangeError(`audioAddress must have an ip and a port up to ${MAX_PORT}`);
}

/** @throws RangeError If `value` is not a number in the range of the option `name`. */
export function checkRange(name: keyof typeof RANGES, value: number): void {
	const [lowest, highest, isWhole] = RANGES[name];
	const isNumber = isWhole ? Number.isInteger(value) : Number.isFinite(value);
	if (isNumber && value >= lowest && value <= highest) return;
	const kind = isWhole ? "an integer" : "a number";
	const from = lowest === Number.MIN_VALUE ? "above 0" : `from ${lowest}`;
	throw new RangeError(`${name} must be ${kind} ${from} to ${highest}, got ${String(value)}`);
}
