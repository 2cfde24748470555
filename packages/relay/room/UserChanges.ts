/**
 * The changes of one user in an open segment, conflated:
 *
 * - Speaking: at most two remain. A third takes the place of the two before it, which cancel out. So a stop is never lost, and a
 *   start stays with its stop. Starts and stops before the user left give way first: leaving is a stop.
 * - Profiles and levels: the last one remains, in the place of the first.
 * - A visit, from joining to leaving, remains if the user spoke in it, until they join again. A silent visit vanishes.
 *
 * Pure.
 */

import type { WireChange } from "../../../src/protocol/room/segment.ts";

/** A change in its place. */
export interface Entry {
	change: WireChange;
}

export type UserChange = Extract<WireChange, readonly ["m" | "x" | "s" | "q" | "v", ...ReadonlyArray<unknown>]>;

type Letter = UserChange[0];

const MOST_SPEAKING = 2;

export class UserChanges {
	/** Of this user, in order. */
	private own = new Array<Entry>();

	/**
	 * @param all The entries of all users, in order.
	 * @param wasMember Whether the user was in the room when the segment opened.
	 */
	public constructor(
		private readonly all: Set<Entry>,
		private readonly wasMember: boolean,
	) {}

	public get isEmpty(): boolean {
		return this.own.length === 0;
	}

	public add(change: UserChange): void {
		switch (change[0]) {
			case "m":
				return this.putProfile(change);
			case "x":
				return this.leave(change);
			case "s":
			case "q":
				return this.speak(change);
			case "v":
				return this.setLevel(change);
			default:
				change satisfies never;
		}
	}

	/** Speakers became unknown. */
	public forgetSpeech(): void {
		this.remove((entry) => isOf(entry, "s", "q", "v"));
	}

	private putProfile(change: UserChange): void {
		const held = this.sinceLeft().find((entry) => isOf(entry, "m"));
		if (held !== undefined) {
			held.change = change;
			return;
		}
		const visit = this.lastVisit();
		this.remove((entry) => visit.includes(entry));
		this.push(change);
	}

	private leave(change: UserChange): void {
		const stay = this.sinceLeft();
		const hasJoined = !this.wasMember || stay.length < this.own.length;
		const hasSpoken = stay.some((entry) => isOf(entry, "s"));
		if (hasJoined && !hasSpoken) return this.remove((entry) => stay.includes(entry));
		if (!hasJoined) this.remove((entry) => isOf(entry, "m", "v"));
		this.push(change);
	}

	private speak(change: UserChange): void {
		this.remove((entry) => isOf(entry, "v"));
		const held = this.own.filter((entry) => isOf(entry, "s", "q"));
		if (held.length === MOST_SPEAKING) {
			const stay = this.sinceLeft();
			const before = held.filter((entry) => !stay.includes(entry));
			const given = before.length > 0 ? before : held;
			this.remove((entry) => given.includes(entry));
		}
		this.push(change);
	}

	private setLevel(change: Extract<UserChange, readonly ["v", ...ReadonlyArray<unknown>]>): void {
		const held = this.sinceLeft().find((entry) => isOf(entry, "s", "v"));
		if (held === undefined) this.push(change);
		else held.change = held.change[0] === "s" ? ["s", change[1], change[2]] : change;
	}

	/** Entries after the user last left. */
	private sinceLeft(): ReadonlyArray<Entry> {
		return this.own.slice(this.own.findLastIndex((entry) => isOf(entry, "x")) + 1);
	}

	/** Entries from the last join in this segment to the leaving that follows. */
	private lastVisit(): ReadonlyArray<Entry> {
		const end = this.own.findLastIndex((entry) => isOf(entry, "x"));
		const start = this.own.slice(0, Math.max(0, end)).findLastIndex((entry) => isOf(entry, "x")) + 1;
		const isVisit = start > 0 || !this.wasMember;
		return isVisit ? this.own.slice(start, end + 1) : [];
	}

	private push(change: UserChange): void {
		const entry = { change };
		this.own.push(entry);
		this.all.add(entry);
	}

	private remove(isGone: (entry: Entry) => boolean): void {
		this.own = this.own.filter((entry) => {
			if (!isGone(entry)) return true;
			this.all.delete(entry);
			return false;
		});
	}
}

function isOf({ change }: Entry, ...letters: ReadonlyArray<Letter>): boolean {
	return (letters as ReadonlyArray<string>).includes(change[0]);
}
