/**
 * A cell: one bot's shard. Its main session feeds guilds, rooms and seats, and each dispatch is acknowledged to Discord once the
 * rooms' segments hold it.
 */

import type { Logger } from "pino";
import type { WireChange } from "../../../src/protocol/room/segment.ts";
import type { Clock } from "../../shared/clock.ts";
import type { CellDispatch, CellEvents, CellSession, CellState } from "../discord/main/CellSession.ts";
import type { OpenSeatSession } from "../discord/voice/SeatSession.ts";
import { GuildState } from "../room/guild/GuildState.ts";
import type { RoomOfGuild } from "../room/guild/RoomChanges.ts";
import type { Watch, WatchEnd, WatchListener, WatchRequest } from "../room/Hub.ts";
import type { CellReport } from "../room/HubReport.ts";
import type { RoomKey } from "../room/RoomKey.ts";
import { Admission, type Verdict } from "./Admission.ts";
import { CellGuilds } from "./CellGuilds.ts";
import { CellRooms } from "./CellRooms.ts";
import { CellSeats } from "./CellSeats.ts";
import type { Terms } from "./Terms.ts";
import { stoppedEnd, unreachableEnd } from "./watchEnds.ts";

export interface HubCellParts {
	/** Name of the bot. */
	readonly bot: string;
	readonly shard: number;
	readonly clock: Clock;
	readonly log: Logger;
	readonly terms: Terms;
	/** Segments per minute of a room. */
	readonly perMin: number;
	readonly openSession: (events: CellEvents) => CellSession;
	readonly openSeatSession: OpenSeatSession;
	/** Whether the relay offers media. */
	readonly canHear: () => boolean;
	/** A guild differs from what the state directory has. */
	readonly onGuild: (guild: GuildState) => void;
}

const WAIT: Verdict = { kind: "wait" };
const ADMITTED: Verdict = { kind: "admitted" };
const refused = (end: WatchEnd): Verdict => ({ kind: "refused", end });

export class HubCell {
	public readonly guilds: CellGuilds;
	public readonly rooms: CellRooms;
	public readonly seats: CellSeats;
	private readonly session: CellSession;
	private readonly waiting = new Set<Admission>();
	/** Whether the list of guilds is known. */
	private hasGuilds = false;
	private readonly term: number;

	public constructor(private readonly parts: HubCellParts) {
		const { bot, clock, log, terms, perMin, openSession, openSeatSession, canHear, onGuild } = parts;
		this.term = terms.next();
		this.guilds = new CellGuilds(onGuild);
		this.rooms = new CellRooms({
			bot,
			clock,
			terms,
			perMin,
			present: (guildId, room) => this.present(guildId, room),
			onAcknowledged: (s) => this.session.acknowledge(s),
		});
		this.seats = new CellSeats({
			clock,
			log,
			session: () => this.session,
			openSession: openSeatSession,
			canHear,
			tell: (guildId, channelId, changes) => this.rooms.tell(guildId, channelId, changes),
		});
		this.session = openSession({
			onDispatch: (dispatch) => this.take(dispatch),
			onGap: (reason) => this.lose(reason),
			onState: (state) => this.follow(state),
		});
	}

	public get report(): CellReport {
		const { state } = this.session;
		const { shard } = this.parts;
		const { identifies, resumes } = this.session.counts;
		const { term } = this;
		return {
			shard,
			state: state.kind,
			reason: reasonOf(state),
			term,
			identifies,
			resumes,
			seats: this.seats.report,
		};
	}

	/**
	 * Takes the guilds of an earlier process, whose session is about to be resumed.
	 *
	 * @returns Whether all can be read. If not, the session must begin afresh.
	 */
	public restore(guilds: ReadonlyArray<unknown>, ownStates: ReadonlyMap<string, unknown>, botId: string): boolean {
		if (!this.guilds.restore(guilds, botId)) return false;
		for (const { id } of this.guilds.all) this.seats.restore(id, ownStates.get(id));
		this.hasGuilds = true;
		return true;
	}

	public open(): void {
		this.session.open();
	}

	/** See `Hub.watch`. */
	public watch({ key, wantsSeat }: WatchRequest, listener: WatchListener): Watch {
		let leave = (): void => {};
		const admission = new Admission(
			{
				judge: (isLate) => this.judge(key, wantsSeat, isLate),
				admit: () => (leave = this.admit(key, wantsSeat, listener)),
				refuse: (end) => listener.onEnd(end),
			},
			this.parts.clock,
		);
		this.waiting.add(admission);
		queueMicrotask(() => this.look(admission));
		return {
			stop: () => {
				admission.stop();
				this.waiting.delete(admission);
				leave();
			},
		};
	}

	/** Ends its seats and rooms; the bot ends the session. @param isLeaving Whether the bot leaves its channels. */
	public close(isLeaving: boolean): void {
		for (const admission of this.waiting) admission.stop();
		this.waiting.clear();
		this.seats.close(isLeaving);
		this.rooms.stop();
	}

	private take({ s, name, d }: CellDispatch): void {
		if (name === "READY") this.begin(d);
		const news = this.guilds.take(name, d);
		if (news !== undefined) this.rooms.take(s, news.guild.id, news.rooms);
		this.seats.take(name, d);
		if (name === "RESUMED") this.seats.ready(false);
		this.rooms.applied(s);
		if (news?.isAdmissionChanged === true) this.review(news.guild.id);
		this.lookAll();
	}

	private begin(d: unknown): void {
		this.seats.begin();
		this.guilds.begin(d);
		this.hasGuilds = true;
		this.seats.ready(true);
		for (const { key } of this.rooms.all) this.review(key.guild);
	}

	private lose(reason: string): void {
		this.guilds.lose(reason);
		this.rooms.restart();
	}

	private follow(state: CellState): void {
		if (state.kind !== "ready") this.seats.lost();
		if (state.kind !== "stopped") return;
		for (const room of this.rooms.all) room.endAll(stoppedEnd(state.reason));
		this.lookAll();
	}

	private admit(key: RoomKey, wantsSeat: boolean, listener: WatchListener): () => void {
		const { guild, channel } = key;
		// first, so that the room opens with what the seat is about to do
		const unwant = wantsSeat && channel !== undefined ? this.seats.want(guild, channel) : (): void => {};
		const remove = this.rooms.open(guild, channel).add({
			onOpen: (feed) => listener.onOpen(feed),
			onNews: () => listener.onNews(),
			onEnd: (end) => {
				unwant();
				listener.onEnd(end);
			},
		});
		return () => {
			remove();
			unwant();
		};
	}

	private judge({ guild: guildId, channel }: RoomKey, wantsSeat: boolean, isLate: boolean): Verdict {
		const { state } = this.session;
		if (state.kind === "stopped") return refused(stoppedEnd(state.reason));
		if (!this.hasGuilds) return isLate ? refused(unreachableEnd(reasonOf(state))) : WAIT;
		const guild = this.guilds.get(guildId) ?? absentGuild(guildId);
		if (guild.status === "loading" && !isLate) return WAIT;
		const end = channel === undefined ? guild.guildRefusal() : guild.refusalOf(channel, wantsSeat);
		return end === undefined ? ADMITTED : refused(end);
	}

	/** Ends the watches of rooms that can no longer be watched. */
	private review(guildId: string): void {
		for (const room of this.rooms.of(guildId)) {
			if (room.watcherCount === 0) continue;
			const verdict = this.judge(room.key, false, false);
			if (verdict.kind === "refused") room.endAll(verdict.end);
		}
	}

	private lookAll(): void {
		for (const admission of [...this.waiting]) this.look(admission);
	}

	private look(admission: Admission): void {
		if (admission.look()) this.waiting.delete(admission);
	}

	private present(guildId: string, room: RoomOfGuild): ReadonlyArray<WireChange> {
		const known = this.guilds.get(guildId)?.changesOf(room) ?? [];
		if (room !== undefined) return [...known, ...this.seats.changesOf(guildId, room)];
		return [...known, ["w", "none", "a guild's room has no speakers: watch one of its channels"]];
	}
}

function reasonOf(state: CellState): string {
	return state.kind === "ready" ? "" : state.reason;
}

function absentGuild(guildId: string): GuildState {
	const guild = new GuildState(guildId, "");
	guild.remove();
	return guild;
}
