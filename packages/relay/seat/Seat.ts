/**
 * The bot's seat in one guild: at most one voice session, in one channel, for all watchers. Performs what SeatMachine decides.
 * Edge: one timer. Discord comes in through the cell and the voice sessions.
 */

import "../../shared/luau/globals.ts";
import type { Logger } from "pino";
import type { RoomSpeakers, WireEncryption } from "../../../src/protocol/room/segment.ts";
import type { SpeakerLevel, Speaking } from "../../../src/protocol/voice/media.ts";
import { MAX_WAIT, type Clock } from "../../shared/clock.ts";
import type { CellSession } from "../discord/main/CellSession.ts";
import type { OpenSeatSession, SeatCredentials, SeatSession, SeatSessionEvents } from "../discord/voice/SeatSession.ts";
import { channelOf } from "./place.ts";
import type { SeatAction } from "./SeatAction.ts";
import { SeatMachine } from "./SeatMachine.ts";
import { speakersOf, type SpeakersNews } from "./speakersOf.ts";
import { Statuses } from "./Statuses.ts";
import { readVoiceServer, readVoiceState } from "./voiceBodies.ts";

/** Events. An error that one throws is logged. Each may call the seat. */
export interface SeatEvents {
	/** The speakers of a channel that is wanted, or is or was `live`, changed. At any but `live`, no user of it is known to speak. */
	readonly onSpeakers: (channelId: string, speakers: RoomSpeakers, reason: string) => void;
	readonly onSpeaking: (channelId: string, speaking: Speaking) => void;
	readonly onLevel: (channelId: string, level: SpeakerLevel) => void;
	readonly onEncryption: (channelId: string, encryption: WireEncryption) => void;
	/** Another process of the bot took the seat. */
	readonly onRobbed: (channelId: string) => void;
	/** A person moved the bot. */
	readonly onMoved: (from: string, to: string) => void;
}

export interface SeatOptions {
	readonly guildId: string;
	readonly clock: Clock;
	readonly cell: Pick<CellSession, "updateVoiceState" | "sessionId" | "userId">;
	readonly openSession: OpenSeatSession;
	readonly log: Logger;
	readonly events: SeatEvents;
}

/** A seat for the operator. */
export interface SeatView {
	readonly state: SeatMachine["place"]["kind"];
	readonly channelId: string | undefined;
	readonly speakers: SpeakersNews | undefined;
	readonly wanted: ReadonlyArray<string>;
}

/** The bot sends no audio. A deafened bot may get none. */
const SELF = { mute: true, deaf: false };
const NO_ENCRYPTION: WireEncryption = { state: "none" };

export class Seat {
	private readonly machine: SeatMachine;
	private readonly statuses = new Statuses();
	private session: SeatSession | undefined;
	/** Channel whose encryption is known. */
	private encrypted: string | undefined;
	private timer: unknown;
	/** What is left to do and to tell, in order. */
	private queue: Array<() => void> = [];
	private isDraining = false;
	private isOver = false;

	/** Begins with a cell that is not ready. */
	public constructor(private readonly options: SeatOptions) {
		this.machine = new SeatMachine(options.guildId, options.clock.now());
	}

	/** Whether it can be dropped: the bot is in no channel of the guild, and wants none. */
	public get isIdle(): boolean {
		return this.machine.isIdle;
	}

	public get view(): SeatView {
		const { place, rules } = this.machine;
		const channelId = channelOf(place);
		const speakers = channelId === undefined ? undefined : this.statuses.of(channelId);
		return { state: place.kind, channelId, speakers, wanted: rules.wanted.all };
	}

	/** What is known of a wanted channel's speakers. */
	public speakersOf(channelId: string): SpeakersNews {
		return speakersOf(this.machine, channelId, this.options.clock.now());
	}

	/** A watch wants a channel. Call it for each new watch: it ends the rest after a kick. */
	public want(channelId: string): void {
		this.run((now) => this.machine.want(channelId, now));
	}

	/** The last watch of a channel ended. */
	public unwant(channelId: string): void {
		this.run((now) => this.machine.unwant(channelId, now));
	}

	/** Takes a voice state of the guild. Those of other users are ignored. */
	public takeVoiceState(body: unknown): void {
		const state = readVoiceState(body);
		if (state === undefined || state.userId !== this.options.cell.userId) return;
		this.run((now) => this.machine.takeVoiceState(state, now));
	}

	/** Takes a voice server. Those of other guilds are ignored. */
	public takeVoiceServer(body: unknown): void {
		const server = readVoiceServer(body);
		if (server?.serverId !== this.options.guildId) return;
		this.run((now) => this.machine.takeVoiceServer(server, now));
	}

	/**
	 * The cell can send op 4: after READY, once the guild is loaded, or after RESUMED.
	 *
	 * @param isFresh Whether it is a new session.
	 * @param actual The bot's voice state in the guild, if any.
	 */
	public cellReady(isFresh: boolean, actual: unknown): void {
		this.run((now) => this.machine.cellReady(isFresh, readVoiceState(actual), now));
	}

	public cellLost(): void {
		this.run(() => this.machine.cellLost());
	}

	/** Ends it, and tells nobody. Safe to call twice. @param isLeaving Whether the bot leaves its channel. */
	public close(isLeaving: boolean): void {
		if (this.isOver) return;
		this.isOver = true;
		const { cell, clock, guildId } = this.options;
		clock.clearTimeout(this.timer);
		this.closeSession();
		if (isLeaving && this.machine.isInside) cell.updateVoiceState(guildId, null, SELF);
	}

	/** Takes a step. What follows from it is performed after what followed from earlier ones. */
	private run(step: (now: number) => void): void {
		if (this.isOver) return;
		const { cell, clock } = this.options;
		const { machine } = this;
		const now = clock.now();
		machine.know(cell.sessionId);
		step(now);
		for (const action of machine.takeActions()) this.queue.push(() => this.perform(action));
		const present = (channelId: string): SpeakersNews => speakersOf(machine, channelId, now);
		for (const [channelId, news] of this.statuses.update(machine.channels, machine.rules.wanted.all, present)) {
			this.queue.push(() => this.tellSpeakers(channelId, news));
		}
		this.queue.push(() => this.arm());
		this.drain();
	}

	private drain(): void {
		if (this.isDraining) return;
		this.isDraining = true;
		for (let next = this.queue.shift(); next !== undefined && !this.isOver; next = this.queue.shift()) next();
		this.isDraining = false;
	}

	/** Tells an event after everything that is queued. */
	private emit(tell: (events: SeatEvents) => void): void {
		this.queue.push(() => this.call(tell));
		this.drain();
	}

	private perform(action: SeatAction): void {
		switch (action.kind) {
			case "ask":
				return this.ask(action.channelId);
			case "open":
				return this.openSession(action.credentials);
			case "close":
				return this.closeSession();
			case "deafen":
				return this.session?.setDeafened(action.isDeafened);
			case "robbed":
				return this.call(({ onRobbed }) => onRobbed(action.channelId));
			case "moved":
				return this.call(({ onMoved }) => onMoved(action.from, action.to));
			default:
				return action satisfies never;
		}
	}

	private ask(channelId: string | null): void {
		const { cell, guildId, log } = this.options;
		log.info({ guild: guildId, channel: channelId }, channelId === null ? "seat leaves" : "seat joins");
		// without a session it is not sent; then either the cell says so, or the deadline of the answer passes
		cell.updateVoiceState(guildId, channelId, SELF);
	}

	private openSession(credentials: SeatCredentials): void {
		const { openSession, guildId, log } = this.options;
		const { channelId } = credentials;
		log.info({ guild: guildId, channel: channelId }, "seat opens a voice session");
		const session: SeatSession = openSession(
			credentials,
			this.sessionEvents(channelId, () => this.session === session),
		);
		this.session = session;
	}

	/** @param isCurrent Events of an earlier session are discarded. */
	private sessionEvents(channelId: string, isCurrent: () => boolean): SeatSessionEvents {
		const { machine } = this;
		const act = (action: () => void): void => {
			if (isCurrent() && !this.isOver) action();
		};
		return {
			onMedia: (media) => act(() => this.run((now) => machine.takeMedia(media, now))),
			onSpeaking: (speaking) => act(() => this.emit(({ onSpeaking }) => onSpeaking(channelId, speaking))),
			onLevel: (level) => act(() => this.emit(({ onLevel }) => onLevel(channelId, level))),
			onEncryption: (encryption) => act(() => this.encrypt(channelId, encryption)),
			onSpent: (reason) => act(() => this.run((now) => machine.sessionSpent(reason, now))),
			onEnd: ({ code, reason }) => act(() => this.run((now) => machine.sessionEnded(code, reason, now))),
		};
	}

	private encrypt(channelId: string, encryption: WireEncryption): void {
		this.encrypted = encryption.state === "none" ? undefined : channelId;
		this.emit(({ onEncryption }) => onEncryption(channelId, encryption));
	}

	private closeSession(): void {
		const { session, encrypted } = this;
		this.session = undefined;
		session?.close();
		if (encrypted === undefined || this.isOver) return;
		this.encrypted = undefined;
		this.call(({ onEncryption }) => onEncryption(encrypted, NO_ENCRYPTION));
	}

	private tellSpeakers(channelId: string, { speakers, reason }: SpeakersNews): void {
		this.options.log.info({ guild: this.options.guildId, channel: channelId, speakers, reason }, "seat speakers");
		this.call(({ onSpeakers }) => onSpeakers(channelId, speakers, reason));
	}

	private call(tell: (events: SeatEvents) => void): void {
		try {
			tell(this.options.events);
		} catch (err) {
			this.options.log.error({ err, guild: this.options.guildId }, "an event of a seat failed");
		}
	}

	private arm(): void {
		const { clock } = this.options;
		clock.clearTimeout(this.timer);
		if (this.isOver) return;
		const now = clock.now();
		const at = this.machine.dueAt(now);
		if (at === undefined) return;
		this.timer = clock.setTimeout(() => this.run((time) => this.machine.tick(time)), Math.min(at - now, MAX_WAIT));
	}
}
