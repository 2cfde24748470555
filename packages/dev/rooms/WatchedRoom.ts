/**
 * A room as a watcher knows it, read from the segments of docs/rooms.md. Written independently of `src/protocol/room/` and of
 * the relay, and strict: a change that the relay must not send is a fault. Pure.
 */

/** A member's profile on the wire. */
type Profile = Readonly<Record<string, unknown>>;

interface Member {
	readonly profile: Profile;
	/** Loudness while they speak. */
	level: number | undefined;
}

/** What a watcher may want to know at once. */
export interface RoomListener {
	/** Called with the position of each snapshot before its changes. */
	readonly onSnapshot?: (cursor: Cursor) => void;
	readonly onSpeaking?: (userId: string, isSpeaking: boolean) => void;
	readonly onSpeakers?: (speakers: string, reason: string) => void;
}

/** Position of the last segment. */
export interface Cursor {
	readonly term: number;
	readonly n: number;
}

type Change = readonly [letter: string, ...parts: ReadonlyArray<never>];
type Apply = (room: WatchedRoom, ...parts: ReadonlyArray<never>) => void;

/** By letter. */
const CHANGES: Readonly<Record<string, Apply>> = {
	n: (room, channelId: string, name: string) => void room.channels.set(channelId, name),
	z: (room, channelId: string) => room.expect(room.channels.delete(channelId), `z ${channelId}: no such channel`),
	m: (room, userId: string, profile: Profile) => room.setMember(userId, profile),
	x: (room, userId: string) => room.removeMember(userId),
	s: (room, userId: string, level: number) => room.start(userId, level),
	q: (room, userId: string) => room.stop(userId),
	v: (room, userId: string, level: number) => room.setLevel(userId, level),
	w: (room, speakers: string, reason: string) => room.setSpeakers(speakers, reason),
	e: (room, encryption: Readonly<Record<string, unknown>>) => void (room.encryption = encryption),
	g: (room, reason: string) => void room.gaps.push(reason),
};

export class WatchedRoom {
	public cursor: Cursor | undefined;
	/** Names by channel ID. */
	public readonly channels = new Map<string, string>();
	public speakers = "unknown";
	public reason = "";
	public encryption: Readonly<Record<string, unknown>> = {};
	/** Reasons of `g`. */
	public readonly gaps: Array<string> = [];
	public snapshots = 0;
	public deltas = 0;
	public ticks = 0;
	/** What the relay must not send. */
	public readonly faults: Array<string> = [];
	private readonly members = new Map<string, Member>();

	public constructor(private readonly listener: RoomListener = {}) {}

	/** Reads a message: segments, oldest first. */
	public read(text: string): void {
		for (const segment of JSON.parse(text) as ReadonlyArray<
			readonly [number, number, string, ReadonlyArray<Change>]
		>) {
			this.take(...segment);
		}
	}

	/** Members by ID, with their profiles. */
	public get roster(): ReadonlyArray<readonly [userId: string, profile: Profile]> {
		return [...this.members].map(([userId, { profile }]) => [userId, profile] as const).toSorted(byId);
	}

	/** Who speaks. */
	public get speaking(): ReadonlyArray<string> {
		return [...this.members].flatMap(([userId, { level }]) => (level === undefined ? [] : [userId])).toSorted();
	}

	public expect(isRight: boolean, fault: string): void {
		if (!isRight) this.faults.push(fault);
	}

	public setMember(userId: string, profile: Profile): void {
		this.members.set(userId, { profile, level: this.members.get(userId)?.level });
	}

	public removeMember(userId: string): void {
		this.expect(this.members.has(userId), `x ${userId}: not a member`);
		this.silence(userId);
		this.members.delete(userId);
	}

	public start(userId: string, level: number): void {
		const member = this.members.get(userId);
		if (member === undefined) return this.expect(false, `s ${userId}: not a member`);
		this.expect(this.speakers === "live", `s ${userId}: speakers are ${this.speakers}`);
		this.expect(member.level === undefined, `s ${userId}: speaks already`);
		member.level = level;
		this.listener.onSpeaking?.(userId, true);
	}

	public stop(userId: string): void {
		this.expect(this.members.get(userId)?.level !== undefined, `q ${userId}: does not speak`);
		this.silence(userId);
	}

	public setLevel(userId: string, level: number): void {
		const member = this.members.get(userId);
		if (member?.level === undefined) return this.expect(false, `v ${userId}: does not speak`);
		member.level = level;
	}

	public setSpeakers(speakers: string, reason: string): void {
		this.speakers = speakers;
		this.reason = reason;
		if (speakers !== "live") for (const userId of this.members.keys()) this.silence(userId);
		this.listener.onSpeakers?.(speakers, reason);
	}

	private take(term: number, n: number, kind: string, changes: ReadonlyArray<Change>): void {
		const last = this.cursor;
		if (kind === "t") {
			this.ticks += 1;
			return;
		}
		if (last !== undefined && (term < last.term || (term === last.term && n < last.n))) {
			return this.expect(false, `${term}-${n} came after ${last.term}-${last.n}`);
		}
		if (kind === "s") return this.restart({ term, n }, changes);
		const isNext = last !== undefined && term === last.term && n === last.n + 1;
		if (!isNext) return this.expect(false, `${kind} ${term}-${n} does not follow ${last?.term}-${last?.n}`);
		this.deltas += 1;
		this.cursor = { term, n };
		this.apply(changes);
	}

	/** A snapshot replaces everything. Only what differs is reported. */
	private restart(cursor: Cursor, changes: ReadonlyArray<Change>): void {
		this.snapshots += 1;
		this.cursor = cursor;
		this.listener.onSnapshot?.(cursor);
		const fresh = new WatchedRoom();
		fresh.apply(changes);
		this.faults.push(...fresh.faults);
		this.gaps.push(...fresh.gaps);
		const before = new Set(this.speaking);
		const after = new Set(fresh.speaking);
		for (const userId of before) if (!after.has(userId)) this.listener.onSpeaking?.(userId, false);
		replace(this.members, fresh.members);
		replace(this.channels, fresh.channels);
		this.encryption = fresh.encryption;
		if (fresh.speakers !== this.speakers || fresh.reason !== this.reason) {
			this.setSpeakers(fresh.speakers, fresh.reason);
		}
		for (const userId of after) if (!before.has(userId)) this.listener.onSpeaking?.(userId, true);
	}

	private apply(changes: ReadonlyArray<Change>): void {
		for (const [letter, ...parts] of changes) {
			const apply = CHANGES[letter];
			if (apply === undefined) this.faults.push(`unknown change ${letter}`);
			else apply(this, ...parts);
		}
	}

	private silence(userId: string): void {
		const member = this.members.get(userId);
		if (member?.level === undefined) return;
		member.level = undefined;
		this.listener.onSpeaking?.(userId, false);
	}
}

function byId([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
	return a < b ? -1 : 1;
}

function replace<Key, Value>(into: Map<Key, Value>, from: ReadonlyMap<Key, Value>): void {
	into.clear();
	for (const [key, value] of from) into.set(key, value);
}
