/**
 * The changes of a segment that is still open, in order and conflated:
 *
 * - Users: see UserChanges.
 * - `w`: when speakers become unknown, every speaker has stopped, so earlier changes of speaking and of `w` are removed.
 * - Encryption, gap, and each channel: the last one remains.
 * - Beyond a bound, all changes but a gap are discarded: a snapshot is to take their place.
 *
 * Pure. Takes changes that have an effect, as `RoomContent.apply` returns them.
 */

import type { WireChange } from "../../../src/protocol/room/segment.ts";
import { UserChanges, type Entry, type UserChange } from "./UserChanges.ts";

/** Changes of a segment. */
export const MOST_CHANGES = 4096;

export class OpenSegment {
	/** In order. */
	private readonly entries = new Set<Entry>();
	private readonly users = new Map<string, UserChanges>();
	/** Entries of which the last one remains. */
	private readonly single = new Map<string, Entry>();
	private speakers = new Array<Entry>();
	private hasTooMany = false;

	/** @param wasMember Whether a user was in the room when the segment opened. */
	public constructor(private readonly wasMember: (userId: string) => boolean) {}

	/** Whether a snapshot is to take the place of the changes. */
	public get isOverfull(): boolean {
		return this.hasTooMany;
	}

	public get changes(): ReadonlyArray<WireChange> {
		return [...this.entries].map(({ change }) => change);
	}

	public add(change: WireChange): void {
		if (!this.hasTooMany || change[0] === "g") this.put(change);
		if (this.entries.size > MOST_CHANGES) this.discard();
	}

	private put(change: WireChange): void {
		switch (change[0]) {
			case "m":
			case "x":
			case "s":
			case "q":
			case "v":
				return this.addOfUser(change);
			case "n":
			case "z":
				return this.replace(`channel ${change[1]}`, change);
			case "e":
			case "g":
				return this.replace(change[0], change);
			case "w":
				return this.setSpeakers(change);
			default:
				change satisfies never;
		}
	}

	private discard(): void {
		const gap = this.single.get("g");
		this.hasTooMany = true;
		for (const list of [this.entries, this.users, this.single]) list.clear();
		this.speakers = [];
		if (gap !== undefined) this.replace("g", gap.change);
	}

	private addOfUser(change: UserChange): void {
		const userId = change[1];
		const user = this.users.get(userId) ?? new UserChanges(this.entries, this.wasMember(userId));
		user.add(change);
		if (user.isEmpty) this.users.delete(userId);
		else this.users.set(userId, user);
	}

	/** A channel that was renamed keeps its place: members that come to it may follow. */
	private replace(key: string, change: WireChange): void {
		const held = this.single.get(key);
		if (held !== undefined && held.change[0] === "n" && change[0] === "n") {
			held.change = change;
			return;
		}
		if (held !== undefined) this.entries.delete(held);
		const entry = { change };
		this.single.set(key, entry);
		this.entries.add(entry);
	}

	private setSpeakers(change: Extract<WireChange, readonly ["w", ...ReadonlyArray<unknown>]>): void {
		if (change[1] !== "live") {
			for (const entry of this.speakers) this.entries.delete(entry);
			for (const user of this.users.values()) user.forgetSpeech();
			this.speakers = [];
		}
		const entry = { change };
		this.speakers.push(entry);
		this.entries.add(entry);
	}
}
