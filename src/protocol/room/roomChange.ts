/**
 * Changes of a room, read from the wire.
 * Pure. Runs under Luau and Node. Never errors, whatever a relay sends.
 */

import { textField } from "../field";
import { Encryption, readEncryption } from "../voice/encryption";
import { levelOf } from "../voice/media";
import { MemberProfile } from "../voice/roster";
import { ChangeLetter, CHANGES, RoomSpeakers } from "./segment";

export type RoomChange =
	| { readonly kind: "channel"; readonly channelId: string; readonly name: string }
	| { readonly kind: "channelGone"; readonly channelId: string }
	| {
			readonly kind: "member";
			readonly userId: string;
			readonly profile: MemberProfile;
			/** In a guild room only. */
			readonly channelId: string | undefined;
	  }
	| { readonly kind: "left"; readonly userId: string }
	/** `level` is a share, 0 to 1. */
	| { readonly kind: "speaks"; readonly userId: string; readonly level: number }
	| { readonly kind: "silent"; readonly userId: string }
	| { readonly kind: "level"; readonly userId: string; readonly level: number }
	| { readonly kind: "speakers"; readonly speakers: RoomSpeakers; readonly reason: string }
	| { readonly kind: "encryption"; readonly encryption: Encryption }
	| { readonly kind: "gap"; readonly reason: string };

/** Values of a change after its letter. They may be of any type. */
type Values = readonly [first: unknown, second: unknown];

type Reader = (...values: Values) => RoomChange | undefined;

const SPEAKERS: ReadonlyMap<unknown, RoomSpeakers> = new Map<unknown, RoomSpeakers>([
	["live", "live"],
	["elsewhere", "elsewhere"],
	["none", "none"],
]);

const NO_REASON = "the relay gave no reason";

const READERS: Readonly<Record<ChangeLetter, Reader>> = {
	n: (channelId, name) =>
		isId(channelId) && typeIs(name, "string") ? { kind: "channel", channelId, name } : undefined,
	z: (channelId) => (isId(channelId) ? { kind: "channelGone", channelId } : undefined),
	m: (userId, profile) =>
		isId(userId) && typeIs(profile, "table")
			? { kind: "member", userId, profile: readProfile(profile), channelId: textField(profile, "channel") }
			: undefined,
	x: (userId) => (isId(userId) ? { kind: "left", userId } : undefined),
	s: (userId, level) => (isId(userId) ? { kind: "speaks", userId, level: levelOf(level) } : undefined),
	q: (userId) => (isId(userId) ? { kind: "silent", userId } : undefined),
	v: (userId, level) => (isId(userId) ? { kind: "level", userId, level: levelOf(level) } : undefined),
	w: (word, reason) => {
		const speakers = SPEAKERS.get(word);
		if (speakers === undefined) return undefined;
		return { kind: "speakers", speakers, reason: speakers === "live" ? "" : readReason(reason) };
	},
	e: (state) => {
		const encryption = readEncryption(state);
		return encryption === undefined ? undefined : { kind: "encryption", encryption };
	},
	g: (reason) => ({ kind: "gap", reason: readReason(reason) }),
};

/** A map, since any text may ask for a letter. */
const BY_LETTER = new Map<unknown, Reader>();
for (const [letter, read] of pairs(READERS)) BY_LETTER.set(letter, read);

/**
 * Reads one change.
 *
 * @returns The change; "later" for one of a later version, which is ignored; undefined if it is malformed.
 */
export function readChange(value: unknown): RoomChange | "later" | undefined {
	if (!typeIs(value, "table")) return undefined;
	const [letter, first, second] = firstThree(value as ReadonlyArray<unknown>);
	if (!typeIs(letter, "string")) return undefined;
	const read = BY_LETTER.get(letter);
	return read === undefined ? "later" : read(first, second);
}

/** Describes a malformed change, without its values. */
export function describeChange(value: unknown): string {
	const [letter] = typeIs(value, "table") ? firstThree(value as ReadonlyArray<unknown>) : [undefined];
	if (!BY_LETTER.has(letter)) return `a change of type ${typeOf(value)} without a letter`;
	return `a change of kind ${CHANGES[letter as ChangeLetter]} that cannot be read`;
}

/** By index: Node cannot destructure a value that may be no list. */
function firstThree(list: ReadonlyArray<unknown>): readonly [unknown, unknown, unknown] {
	return [list[0], list[1], list[2]];
}

/** An ID that is not a string has lost digits. */
function isId(value: unknown): value is string {
	return typeIs(value, "string") && value !== "";
}

function readReason(value: unknown): string {
	return typeIs(value, "string") && value !== "" ? value : NO_REASON;
}

function readProfile(profile: object): MemberProfile {
	const { bot, selfMute, selfDeaf, mute, deaf } = profile as Readonly<Record<string, unknown>>;
	return {
		name: textField(profile, "name"),
		avatarUrl: textField(profile, "avatar"),
		bot: bot === true,
		selfMute: selfMute === true,
		selfDeaf: selfDeaf === true,
		serverMute: mute === true,
		serverDeaf: deaf === true,
	};
}
