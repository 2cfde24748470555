/**
 * What a room has: channels, members, who speaks, encryption.
 * Pure. Bounded.
 */

import type { RoomSpeakers, WireChange, WireEncryption, WireProfile } from "../../../src/protocol/room/segment.ts";
import { MOST_CHANNELS, MOST_MEMBERS } from "./guild/bounds.ts";
import { isSameProfile } from "./guild/Occupant.ts";

type Change<Letter> = Extract<WireChange, readonly [Letter, ...ReadonlyArray<unknown>]>;

/** Someone speaks, stops, or gets louder. */
export type SpeechChange = Change<"s"> | Change<"q"> | Change<"v">;

/** A room for the operator. */
export interface RoomOverview {
	/** Name of its channel; undefined if it has none, or several. */
	readonly name: string | undefined;
	readonly members: number;
	readonly speaking: number;
	readonly speakers: RoomSpeakers;
	/** Why speakers are not known, or "". */
	readonly reason: string;
}

const NOTHING: ReadonlyArray<WireChange> = [];

export class RoomContent {
	private readonly channels = new Map<string, string>();
	private readonly members = new Map<string, WireProfile>();
	/** Levels of those who speak. Some may wait for their profile, and are no members yet. */
	private readonly levels = new Map<string, number>();
	private speakers: Change<"w"> = ["w", "none", ""];
	private encryption: WireEncryption = { state: "none" };

	public has(userId: string): boolean {
		return this.members.has(userId);
	}

	/** Whether anyone is known to speak. */
	public get hasSpeakers(): boolean {
		return this.levels.size > 0;
	}

	/** Numbers and names for the operator. */
	public get overview(): RoomOverview {
		const [, speakers, reason] = this.speakers;
		const speaking = [...this.levels.keys()].filter((userId) => this.members.has(userId)).length;
		return { name: this.onlyName, members: this.members.size, speaking, speakers, reason };
	}

	/**
	 * Applies a change.
	 *
	 * @returns What watchers need to follow: nothing if the change has no effect. Users can be heard before the main session tells
	 * that they joined: their start follows their profile.
	 */
	public apply(change: WireChange): ReadonlyArray<WireChange> {
		switch (change[0]) {
			case "n":
				return this.putChannel(change);
			case "z":
				return this.channels.delete(change[1]) ? [change] : NOTHING;
			case "m":
				return this.putMember(change);
			case "x":
				this.levels.delete(change[1]);
				return this.members.delete(change[1]) ? [change] : NOTHING;
			case "s":
			case "q":
			case "v":
				return this.speak(change);
			case "w":
				return this.setSpeakers(change);
			case "e":
				return this.setEncryption(change);
			case "g":
				return [change];
			default:
				return change satisfies never;
		}
	}

	/** The changes that lead from an empty room to this content. */
	public changes(): ReadonlyArray<WireChange> {
		return [
			...[...this.channels].map(([id, name]) => ["n", id, name] as const),
			this.speakers,
			["e", this.encryption],
			...[...this.members].map(([userId, profile]) => ["m", userId, profile] as const),
			...[...this.levels]
				.filter(([userId]) => this.members.has(userId))
				.map(([userId, level]) => ["s", userId, level] as const),
		];
	}

	private get onlyName(): string | undefined {
		const [name] = this.channels.values();
		return this.channels.size === 1 ? name : undefined;
	}

	private putChannel(change: Change<"n">): ReadonlyArray<WireChange> {
		const [, id, name] = change;
		const held = this.channels.get(id);
		if (held === name || (held === undefined && this.channels.size >= MOST_CHANNELS)) return NOTHING;
		this.channels.set(id, name);
		return [change];
	}

	private putMember(change: Change<"m">): ReadonlyArray<WireChange> {
		const [, userId, profile] = change;
		const held = this.members.get(userId);
		if (held === undefined && this.members.size >= MOST_MEMBERS) return NOTHING;
		if (held !== undefined && isSameProfile(held, profile)) return NOTHING;
		this.members.set(userId, profile);
		const level = this.levels.get(userId);
		return held !== undefined || level === undefined ? [change] : [change, ["s", userId, level]];
	}

	private speak(change: SpeechChange): ReadonlyArray<WireChange> {
		if (this.speakers[1] !== "live") return NOTHING;
		const [letter, userId] = change;
		const held = this.levels.get(userId);
		const isMember = this.members.has(userId);
		if (letter === "q") {
			this.levels.delete(userId);
			return held !== undefined && isMember ? [change] : NOTHING;
		}
		const level = change[2];
		if (held === level || (held === undefined && (letter === "v" || this.levels.size >= MOST_MEMBERS)))
			return NOTHING;
		this.levels.set(userId, level);
		if (!isMember) return NOTHING;
		return [[held === undefined ? "s" : "v", userId, level]];
	}

	private setSpeakers(change: Change<"w">): ReadonlyArray<WireChange> {
		const [, speakers, reason] = change;
		if (speakers === this.speakers[1] && reason === this.speakers[2]) return NOTHING;
		if (speakers !== "live") this.levels.clear();
		this.speakers = change;
		return [change];
	}

	private setEncryption(change: Change<"e">): ReadonlyArray<WireChange> {
		const { state, epoch, code } = change[1];
		const held = this.encryption;
		if (state === held.state && epoch === held.epoch && code === held.code) return NOTHING;
		this.encryption = change[1];
		return [change];
	}
}
