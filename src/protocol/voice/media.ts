/**
 * What a relay reports about the media of a voice session: its state, who speaks, and how loud.
 * Pure.
 * Source: docs/relay.md, "Who speaks" (`m` records).
 */

import { field, textField } from "../field";

/**
 * Whether speakers are known.
 *
 * - `unavailable`: no; `reason` says why, and what can be done.
 * - `live`: yes.
 * - `lost`: audio no longer arrives; `reason` says why, and what is done about it.
 */
export type Media =
	| { readonly kind: "unavailable"; readonly reason: string }
	| { readonly kind: "live" }
	| { readonly kind: "lost"; readonly reason: string };

/** A user started or stopped speaking. */
export interface Speaking {
	readonly userId: string;
	readonly speaking: boolean;
	/** Loudness, 0 to 1; 0 at a stop. */
	readonly level: number;
}

/** The loudness of a speaking user. */
export interface SpeakerLevel {
	readonly userId: string;
	/** Loudness, 0 to 1. */
	readonly level: number;
}

/** One `m` record. */
export interface MediaRecord {
	/** The new state of media; undefined if it did not change. */
	readonly state: Media | undefined;
	/** Whether `speaking` lists every speaker: all others are silent. */
	readonly isFull: boolean;
	/** In order. */
	readonly speaking: ReadonlyArray<Speaking>;
	readonly levels: ReadonlyArray<SpeakerLevel>;
	/** Descriptions of the malformed parts that were skipped. */
	readonly faults: ReadonlyArray<string>;
}

const LIVE: Media = { kind: "live" };
const NO_REASON = "the relay gave no reason";

/** Highest level on the wire. */
const MAX_LEVEL = 15;

export function unavailable(reason: string): Media {
	return { kind: "unavailable", reason };
}

/** Why speakers are unknown where no relay gives the reason, and what can be done, if anything. */
export const MEDIA_REASONS = {
	idle: "no voice session is open",
	ended: "the voice session has ended",
	opening: "opening: the relay is about to receive audio",
	away: "the socket is away, and the connection is opening another",
	late: "late: the relay has said nothing for 10 s though someone was speaking; it may be gone",
	off: "switched off by the option media: false",
	ownSocket:
		"this socket cannot receive audio, as Studio's own cannot: give the connection a relay's sockets, " +
		"createSocket of a Relay that offers media (RELAY_MEDIA_SESSIONS above 0)",
	relay: "this relay does not offer media: update it to a version that has media, and set RELAY_MEDIA_SESSIONS above 0",
	deafened: "deafened: a moderator deafened the bot in this server, and Discord sends it no audio until that ends",
} as const;

const STATE_READERS: ReadonlyMap<string, (reason: string) => Media> = new Map<string, (reason: string) => Media>([
	["opening", () => unavailable(MEDIA_REASONS.opening)],
	["live", () => LIVE],
	["unavailable", (reason) => unavailable(reason)],
	["lost", (reason) => ({ kind: "lost", reason })],
]);

/** Reads the data of an `m` record. Malformed parts become faults; the rest is read. Never errors. */
export function readMedia(data: unknown): MediaRecord {
	const faults = new Array<string>();
	if (!typeIs(data, "table")) faults.push(`an m record of type ${typeOf(data)}`);
	return {
		state: readState(data, faults),
		isFull: field(data, "full") === true,
		speaking: readEntries(data, "speaking", readSpeaking, faults),
		levels: readEntries(data, "levels", readLevel, faults),
		faults,
	};
}

export function isSameMedia(one: Media, other: Media): boolean {
	if (one.kind === "live" || other.kind === "live") return one.kind === other.kind;
	return one.kind === other.kind && one.reason === other.reason;
}

function readState(data: unknown, faults: Array<string>): Media | undefined {
	if (field(data, "state") === undefined) return undefined;
	const read = STATE_READERS.get(textField(data, "state") ?? "");
	if (read === undefined) faults.push("an unknown state of media");
	return read?.(textField(data, "reason") ?? NO_REASON);
}

/** `[userId, 1 or 0, level]`. */
function readSpeaking(userId: string, [, flag, level]: ReadonlyArray<unknown>): Speaking | undefined {
	if (flag !== 0 && flag !== 1) return undefined;
	return { userId, speaking: flag === 1, level: flag === 1 ? levelOf(level) : 0 };
}

/** `[userId, level]`. */
function readLevel(userId: string, [, level]: ReadonlyArray<unknown>): SpeakerLevel {
	return { userId, level: levelOf(level) };
}

function readEntries<Entry extends defined>(
	data: unknown,
	name: string,
	read: (userId: string, entry: ReadonlyArray<unknown>) => Entry | undefined,
	faults: Array<string>,
): Array<Entry> {
	const entries = new Array<Entry>();
	const list = field(data, name);
	if (list === undefined) return entries;
	if (!typeIs(list, "table")) {
		faults.push(`${name} is no list`);
		return entries;
	}
	for (const item of list as ReadonlyArray<defined>) {
		const entry = typeIs(item, "table") ? (item as ReadonlyArray<unknown>) : [];
		const userId = entry[0];
		// An ID that is not a string has lost digits.
		const known = typeIs(userId, "string") ? read(userId, entry) : undefined;
		if (known === undefined) faults.push(`an entry of ${name} that cannot be read`);
		else entries.push(known);
	}
	return entries;
}

/** A level of the wire as a share; 0 if it is not a number. */
export function levelOf(level: unknown): number {
	const isNumber = typeIs(level, "number") && level === level;
	return isNumber ? math.clamp(level, 0, MAX_LEVEL) / MAX_LEVEL : 0;
}
