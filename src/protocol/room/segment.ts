/**
 * Segments: what a relay sends to the watchers of a room. The relay writes them under Node, and the Roblox package reads them.
 * Pure.
 * Source: docs/rooms.md, "Segments".
 *
 *     [term, n, kind, changes]      term and n: integers; n counts the segments of one room in one term, from 1
 *
 * A message holds one or more segments, oldest first: `[[term,n,kind,changes], ...]`. A snapshot replaces everything that the
 * watcher knew; its changes lead from an empty room to the present. A delta continues the segment before it. A tick repeats
 * the position of the last segment and has no changes.
 */

/** Kinds of segments, by their letter on the wire. */
export const SEGMENT_KINDS = { s: "snapshot", d: "delta", t: "tick" } as const;

export type SegmentLetter = keyof typeof SEGMENT_KINDS;
export type SegmentKind = (typeof SEGMENT_KINDS)[SegmentLetter];

/** Position of a segment: a watcher's cursor is that of the last segment it processed. */
export interface RoomCursor {
	/** Number of the ownership. A higher term supersedes every lower one. */
	readonly term: number;
	readonly n: number;
}

/** A segment as JSON. */
export type WireSegment = readonly [term: number, n: number, letter: SegmentLetter, changes: ReadonlyArray<WireChange>];

/** A member's profile on the wire. Absent fields are unknown; absent flags are false. */
export interface WireProfile {
	readonly name?: string;
	/** URL. */
	readonly avatar?: string;
	readonly bot?: true;
	/** Voice channel, in a guild room only. */
	readonly channel?: string;
	readonly selfMute?: true;
	readonly selfDeaf?: true;
	readonly mute?: true;
	readonly deaf?: true;
}

/**
 * Whether speakers of the room are known.
 *
 * - `live`: yes.
 * - `elsewhere`: no, the bot is in another channel of this guild.
 * - `none`: no; the reason says why.
 */
export type RoomSpeakers = "live" | "elsewhere" | "none";

/** Letters of changes, and what each means. */
export const CHANGES = {
	/** A voice channel of the room: its name. A guild room has one for each of its voice channels. */
	n: "channel",
	/** A voice channel of a guild room is gone. */
	z: "channelGone",
	/** A member joined, or their profile changed. The profile is complete. */
	m: "member",
	/** A member left. */
	x: "left",
	/** A member starts speaking, at this level: 0 to 15. */
	s: "speaks",
	/** A member stops speaking. */
	q: "silent",
	/** Loudness of a speaking member changed: 0 to 15. */
	v: "level",
	/** Whether speakers are known, and why not. Unless it is `live`, no member is known to speak. */
	w: "speakers",
	/** End-to-end encryption of the channel: the data of a `d` record. */
	e: "encryption",
	/** Changes before this one may be missing, for this reason. */
	g: "gap",
} as const;

export type ChangeLetter = keyof typeof CHANGES;

/** A change as JSON. IDs are strings. */
export type WireChange =
	| readonly ["n", channelId: string, name: string]
	| readonly ["z", channelId: string]
	| readonly ["m", userId: string, profile: WireProfile]
	| readonly ["x", userId: string]
	| readonly ["s", userId: string, level: number]
	| readonly ["q", userId: string]
	| readonly ["v", userId: string, level: number]
	| readonly ["w", speakers: RoomSpeakers, reason: string]
	| readonly ["e", state: WireEncryption]
	| readonly ["g", reason: string];

/** The data of a `d` record of docs/relay.md. */
export interface WireEncryption {
	readonly state: "none" | "pending" | "active";
	readonly epoch?: number;
	readonly code?: string;
}
