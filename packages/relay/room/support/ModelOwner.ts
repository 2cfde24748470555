/** An owner of a cell as a model has it: a guild's state, its rooms, and what it saves for its successor. */

import assert from "node:assert/strict";
import type { FakeClock } from "../../../shared/support/FakeClock.ts";
import type { WireChange, WireSegment } from "../../../../src/protocol/room/segment.ts";
import type { CellDispatch } from "../../discord/main/CellSession.ts";
import { Acknowledgement } from "../Acknowledgement.ts";
import { isGuildDispatch } from "../guild/guildDispatch.ts";
import { GuildState } from "../guild/GuildState.ts";
import type { RoomOfGuild } from "../guild/RoomChanges.ts";
import { Room } from "../Room.ts";
import { RoomContent } from "../RoomContent.ts";
import type { Segment } from "../Segment.ts";
import type { FencedLog } from "./FencedLog.ts";
import { BOT, CHANNELS, GUILD, type GuildListener, type ModelGuild } from "./ModelGuild.ts";

/** What a state directory has. */
export interface Saved {
	readonly guild: unknown;
	readonly session: number;
	/** The acknowledged number: a Resume replays what comes after it. */
	readonly s: number;
}

/** Number of a session's GUILD_CREATE. Before it, what the guild was in the last session counts. */
const FIRST_GUILD = 2;

export const ROOMS: ReadonlyArray<RoomOfGuild> = [...CHANNELS, undefined];

export class ModelOwner implements GuildListener {
	/** Called when further segments of a room can be read. */
	public readonly onNews = new Set<(room: RoomOfGuild) => void>();
	/** Whether the log has refused it. */
	public isFenced = false;
	private readonly term: number;
	private readonly guild: GuildState;
	private readonly rooms: ReadonlyMap<RoomOfGuild, Room>;
	private readonly acknowledgement = new Acknowledgement();
	private readonly timers = new Map<RoomOfGuild, unknown>();
	/** Rooms that have yet to learn of lost dispatches. */
	private readonly gaps = new Set<RoomOfGuild>();
	private session: number;
	/** What came while the process was frozen. */
	private frozen: Array<() => void> | undefined;

	/** Begins a term, then resumes: replays what the log of its predecessor may lack. */
	public constructor(
		private readonly world: ModelGuild,
		private readonly log: FencedLog,
		private readonly clock: FakeClock,
		saved?: Saved,
	) {
		this.term = log.begin();
		this.session = saved?.session ?? world.session;
		this.guild = (saved && GuildState.restore(saved.guild, BOT)) ?? new GuildState(GUILD, BOT);
		this.rooms = new Map(ROOMS.map((room) => [room, this.makeRoom(room)]));
		const isResumed = this.session === world.session;
		if (!isResumed) this.onGap("the session is over");
		const from = saved !== undefined && isResumed ? saved.s : 0;
		for (const dispatch of world.dispatches.filter(({ s }) => s > from)) this.onDispatch(dispatch);
		this.onSeat();
		world.listeners.add(this);
	}

	public readonly onDispatch = (dispatch: CellDispatch): void => this.perform(() => this.take(dispatch));
	public readonly onGap = (reason: string): void => this.perform(() => this.begin(reason, this.world.session));
	public readonly onSpeech = (change: WireChange): void => {
		const { seat } = this.world;
		this.perform(() => this.apply(seat ?? undefined, [change]));
	};
	public readonly onSeat = (): void => {
		const changes = CHANNELS.map((room) => [room, seatChanges(this.world, room)] as const);
		this.perform(() => {
			for (const [room, list] of changes) this.apply(room, list);
		});
	};

	public room(room: RoomOfGuild): Room {
		return this.rooms.get(room) ?? assert.fail();
	}

	public save(): Saved {
		const s = this.acknowledgement.highest ?? 0;
		for (const room of ROOMS) this.assertHeld(room, s);
		return {
			guild: JSON.parse(JSON.stringify(this.guild)),
			session: this.session,
			s,
		};
	}

	/** Its process stops: a successor takes over. */
	public freeze(): void {
		this.frozen = [];
		this.world.listeners.delete(this);
	}

	/** Its process goes on, and knows nothing of its successor. */
	public wake(): void {
		const tasks = this.frozen ?? [];
		this.frozen = undefined;
		for (const task of tasks) task();
		for (const room of ROOMS) this.close(room);
	}

	private makeRoom(room: RoomOfGuild): Room {
		return new Room({ term: this.term, changes: this.guild.changesOf(room), now: this.clock.now() });
	}

	private perform(task: () => void): void {
		if (this.frozen === undefined) task();
		else this.frozen.push(task);
	}

	private take({ s, name, d }: CellDispatch): void {
		const changed = isGuildDispatch(name) ? this.guild.apply(name, d).rooms : [];
		for (const [room, changes] of changed) {
			if (this.apply(room, changes)) this.acknowledgement.hold(this.room(room), s);
		}
		this.acknowledgement.take(s);
	}

	private begin(reason: string, session: number): void {
		this.session = session;
		this.acknowledgement.restart();
		this.guild.lose(reason);
		for (const room of ROOMS) this.gaps.add(room);
	}

	private apply(name: RoomOfGuild, changes: ReadonlyArray<WireChange>): boolean {
		const hasEffect = this.room(name).apply(changes, this.clock.now());
		this.schedule(name);
		return hasEffect;
	}

	private schedule(name: RoomOfGuild): void {
		const { nextAt } = this.room(name);
		this.clock.clearTimeout(this.timers.get(name));
		if (nextAt === undefined) return;
		const close = (): void => this.perform(() => this.close(name));
		this.timers.set(name, this.clock.setTimeout(close, nextAt - this.clock.now()));
	}

	/** What the closed segments have, and the dispatches after `s`, lead to the present: nothing else is needed. */
	private assertHeld(room: RoomOfGuild, s: number): void {
		if (s < FIRST_GUILD) return;
		const content = new RoomContent();
		const [snapshot] = this.room(room).read(undefined);
		const [, , , changes] = JSON.parse(snapshot?.bytes.toString("utf8") ?? "") as WireSegment;
		for (const change of changes) content.apply(change);
		const guild = new GuildState(GUILD, BOT);
		for (const dispatch of this.world.dispatches) {
			if (!isGuildDispatch(dispatch.name)) continue;
			const { rooms } = guild.apply(dispatch.name, dispatch.d);
			if (dispatch.s > s) for (const change of rooms.get(room) ?? []) content.apply(change);
		}
		const rosterOf = (list: ReadonlyArray<WireChange>): ReadonlyArray<string> =>
			list.filter(([letter]) => letter === "m" || letter === "n").map((change) => JSON.stringify(change)).sort(); // prettier-ignore
		assert.deepEqual(rosterOf(content.changes()), rosterOf(this.guild.changesOf(room)));
	}

	/** The log decides whether a segment exists. */
	private close(name: RoomOfGuild): void {
		const room = this.room(name);
		const segment = room.close(this.clock.now());
		if (room.dueAt === undefined) this.acknowledgement.release(room);
		this.schedule(name);
		if (segment === undefined) return;
		this.isFenced ||= !this.log.append(this.term);
		if (this.isFenced) return;
		if (this.gaps.delete(name)) assertGap(segment);
		for (const callback of this.onNews) callback(name);
	}
}

/** What a room learns of the seat: nobody is known to speak before. */
function seatChanges(world: ModelGuild, room: string): ReadonlyArray<WireChange> {
	const { seat, isLive, encryption, speaking } = world;
	const reset: WireChange = ["w", "none", "the seat is new"];
	if (seat === null) return [reset, ["e", { state: "none" }]];
	if (seat !== room) return [reset, ["w", "elsewhere", seat], ["e", { state: "none" }]]; // prettier-ignore
	const levels = [...speaking].map(([userId, level]): WireChange => ["s", userId, level]);
	if (!isLive) return [reset, ["e", { state: "none" }]];
	return [reset, ["w", "live", ""], ["e", encryption], ...levels];
}

/** The first segment after lost dispatches says so. */
function assertGap({ bytes }: Segment): void {
	const [, , , changes] = JSON.parse(bytes.toString("utf8")) as WireSegment;
	assert.ok(
		changes.some(([letter]) => letter === "g"),
		`no gap in ${bytes.toString("utf8")}`,
	);
}
