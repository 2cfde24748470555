/** A hub's cell in front of a modelled guild: a main session and voice sessions that the model plays. */

import { pino } from "pino";
import type { FakeClock } from "../../../shared/support/FakeClock.ts";
import type { Media } from "../../../../src/protocol/voice/media.ts";
import type { RoomCursor, WireChange } from "../../../../src/protocol/room/segment.ts";
import type { CellDispatch, CellEvents, CellSession, CellState } from "../../discord/main/CellSession.ts";
import type { SeatCredentials, SeatSession, SeatSessionEvents } from "../../discord/voice/SeatSession.ts";
import type { RoomOfGuild } from "../../room/guild/RoomChanges.ts";
import type { Hub } from "../../room/Hub.ts";
import { BOT, GUILD, type GuildListener, type ModelGuild } from "../../room/support/ModelGuild.ts";
import { HubCell } from "../HubCell.ts";
import type { Terms } from "../Terms.ts";
import type { ModelRelay } from "./ModelServer.ts";

/** What a state directory has. */
export interface SavedCell {
	readonly guilds: ReadonlyArray<unknown>;
	readonly own: ReadonlyMap<string, unknown>;
	readonly session: number;
	readonly s: number;
}

/** Milliseconds from op 4 to its answer, and from a voice session's start to its media. */
const ANSWER_MS = 100;

const MAX_LEVEL = 15;
const LIVE: Media = { kind: "live" };
const LOST: Media = { kind: "lost", reason: "the model says so" };

/** A voice session. */
interface Heard {
	readonly channel: string;
	readonly events: SeatSessionEvents;
	/** Those who speak, as far as it has told. */
	readonly speakers: Set<string>;
	isLive: boolean;
}

export class ModelCell implements GuildListener, CellSession, ModelRelay {
	public readonly cell: HubCell;
	public readonly hub: Hub = {
		bots: ["main"],
		watch: (request, listener) => this.cell.watch(request, listener),
		report: () => ({ bots: [], rooms: [] }),
	};
	public readonly userId = BOT;
	public readonly counts = { identifies: 0, resumes: 0, dispatches: 0, repeated: 0, malformed: 0, ping: undefined };
	public state: CellState = { kind: "connecting", reason: "connecting" };
	public sessionId: string | undefined;
	private events: CellEvents | undefined;
	private heard: Heard | undefined;
	private acknowledged = 0;
	private session: number;
	/** Its process has ended. */
	private isOver = false;

	/** Resumes if the session is the one that was saved. */
	public constructor(
		private readonly world: ModelGuild,
		private readonly clock: FakeClock,
		terms: Terms,
		saved?: SavedCell,
	) {
		this.session = saved?.session ?? world.session;
		this.cell = new HubCell({
			bot: "main",
			shard: 0,
			clock,
			log: pino({ level: "silent" }),
			terms,
			perMin: 60,
			openSession: (events) => {
				this.events = events;
				return this;
			},
			openSeatSession: (credentials, events) => this.openSeat(credentials, events),
			canHear: () => true,
			onGuild: () => {},
		});
		if (saved !== undefined) this.cell.restore(saved.guilds, saved.own, BOT);
		world.listeners.add(this);
		this.connect(saved);
	}

	/** The channel in which it hears, if any. */
	public get hears(): string | null {
		return this.heard?.isLive === true ? this.heard.channel : null;
	}

	public readonly onDispatch = (dispatch: CellDispatch): void => this.events?.onDispatch(dispatch);
	public readonly onGap = (reason: string): void => {
		this.session = this.world.session;
		this.acknowledged = 0;
		this.setState({ kind: "connecting", reason });
		this.events?.onGap(reason);
		this.sessionId = this.world.sessionId;
		this.setState({ kind: "ready" });
	};
	public readonly onSpeech = ([letter, userId, level]: WireChange): void => {
		const { heard } = this;
		if (heard?.isLive !== true || heard.channel !== this.world.seat || typeof userId !== "string") return;
		if (letter === "v") heard.events.onLevel({ userId, level: Number(level) / MAX_LEVEL });
		else tellSpeech(heard, userId, letter === "s" ? Number(level) : undefined);
	};
	/** Discord ends the voice session of a bot that is elsewhere. */
	public readonly onSeat = (): void => {
		if (this.heard === undefined) return;
		if (this.heard.channel === this.world.seat) return this.tellMedia(this.heard);
		const { events } = this.heard;
		this.heard = undefined;
		events.onEnd({ code: 4014, reason: "Disconnected" });
	};

	public readonly lastOf = (room: RoomOfGuild): RoomCursor => this.cell.rooms.open(GUILD, room).room.last;

	public save(): SavedCell {
		const guilds = this.cell.guilds.all.map((guild) => JSON.parse(JSON.stringify(guild)) as unknown);
		const own = new Map([[GUILD, this.world.voiceState(BOT)]]);
		return { guilds, own, session: this.session, s: this.acknowledged };
	}

	/** Its process ends at once. */
	public kill(): void {
		this.isOver = true;
		this.events = undefined;
		this.heard = undefined;
		this.world.listeners.delete(this);
	}

	public open(): void {
		// it is open
	}

	public acknowledge(s: number): void {
		this.acknowledged = s;
	}

	public updateVoiceState(_guildId: string, channelId: string | null): boolean {
		if (this.state.kind !== "ready" || this.isOver) return false;
		const { session } = this;
		this.clock.setTimeout(() => {
			const isOver = this.isOver || session !== this.world.session;
			if (!isOver) this.world.answer(channelId);
		}, ANSWER_MS);
		return true;
	}

	public close(): void {
		this.kill();
	}

	private connect(saved: SavedCell | undefined): void {
		const { world } = this;
		const isResumed = saved !== undefined && saved.session === world.session;
		if (saved !== undefined && !isResumed) this.onGap("the session is over");
		this.session = world.session;
		this.sessionId = world.sessionId;
		this.setState({ kind: "ready" });
		const from = isResumed ? saved.s : 0;
		for (const dispatch of world.dispatches.filter(({ s }) => s > from)) this.onDispatch(dispatch);
		if (isResumed) world.resume();
	}

	private setState(state: CellState): void {
		this.state = state;
		this.events?.onState(state);
	}

	private openSeat({ channelId: channel }: SeatCredentials, events: SeatSessionEvents): SeatSession {
		if (this.heard !== undefined) throw new Error("a second voice session");
		const heard: Heard = { channel, events, speakers: new Set(), isLive: false };
		this.heard = heard;
		this.clock.setTimeout(() => {
			if (this.heard === heard && this.world.seat === channel) this.tellMedia(heard);
		}, ANSWER_MS);
		return {
			setDeafened: () => {},
			close: () => {
				if (this.heard === heard) this.heard = undefined;
			},
		};
	}

	/** Tells everything again. */
	private tellMedia(heard: Heard): void {
		const { isLive, encryption, speaking } = this.world;
		const { events, speakers } = heard;
		if (heard.isLive !== isLive) events.onMedia(isLive ? LIVE : LOST);
		heard.isLive = isLive;
		if (!isLive) return speakers.clear();
		events.onEncryption(encryption);
		for (const userId of [...speakers]) tellSpeech(heard, userId, undefined);
		for (const [userId, level] of speaking) tellSpeech(heard, userId, level);
	}
}

/** @param level Undefined for a stop. */
function tellSpeech({ events, speakers }: Heard, userId: string, level: number | undefined): void {
	if (level === undefined) speakers.delete(userId);
	else speakers.add(userId);
	events.onSpeaking({ userId, speaking: level !== undefined, level: (level ?? 0) / MAX_LEVEL });
}
