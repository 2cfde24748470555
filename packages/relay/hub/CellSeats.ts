/** The seats of a cell, one for each guild where someone wants speakers or the bot is in a channel. */

import "../../shared/luau/globals.ts";
import type { Logger } from "pino";
import { field, textField } from "../../../src/protocol/field.ts";
import { MEDIA_REASONS } from "../../../src/protocol/voice/media.ts";
import type { WireChange } from "../../../src/protocol/room/segment.ts";
import type { Clock } from "../../shared/clock.ts";
import type { CellSession } from "../discord/main/CellSession.ts";
import type { OpenSeatSession } from "../discord/voice/SeatSession.ts";
import type { SeatReport } from "../room/HubReport.ts";
import { Seat, type SeatEvents } from "../seat/Seat.ts";
import { GuildHearing } from "./GuildHearing.ts";

/** What the cell knows of its seats' guilds. */
export interface CellSeatsParts {
	readonly clock: Clock;
	readonly log: Logger;
	readonly session: () => CellSession;
	readonly openSession: OpenSeatSession;
	/** Whether the relay offers media. Without it the bot joins no channel. */
	readonly canHear: () => boolean;
	/** Changes for the room of a channel. */
	readonly tell: (guildId: string, channelId: string, changes: ReadonlyArray<WireChange>) => void;
}

const DEAF: WireChange = ["w", "none", MEDIA_REASONS.relay];
const UNASKED = "no watcher with the right to join asks for speakers (RELAY_GRANTS)";

interface GuildSeat {
	readonly seat: Seat;
	readonly hearing: GuildHearing;
	/** Watches that want a channel, by channel. */
	readonly wants: Map<string, number>;
	/** How often another process took the seat. */
	readonly robbed: { count: number };
}

export class CellSeats {
	private readonly guilds = new Map<string, GuildSeat>();
	/** The bot's last voice state in each guild where it is in a channel. */
	private readonly ownStates = new Map<string, unknown>();
	/** Guilds whose voice states are known in this session. */
	private readonly loaded = new Set<string>();
	private isReady = false;

	public constructor(private readonly parts: CellSeatsParts) {}

	public get report(): ReadonlyArray<SeatReport> {
		return [...this.guilds].map(([guild, { seat, robbed }]) => {
			const { state, channelId, speakers } = seat.view;
			return { guild, channel: channelId, state, reason: speakers?.reason ?? "", robbed: robbed.count };
		});
	}

	/** The changes that lead a room from silence to the present. */
	public changesOf(guildId: string, channelId: string): ReadonlyArray<WireChange> {
		if (!this.parts.canHear()) return [DEAF];
		const guild = this.guilds.get(guildId);
		const heard = guild?.hearing.changesOf(channelId);
		if (heard !== undefined) return heard;
		const { speakers, reason } =
			guild?.seat.view.channelId === undefined
				? { speakers: "none" as const, reason: UNASKED }
				: guild.seat.speakersOf(channelId);
		return [["w", speakers, reason]];
	}

	/** A new watch wants speakers. @returns Ends it. Safe to call twice. */
	public want(guildId: string, channelId: string): () => void {
		if (!this.parts.canHear()) return () => {};
		this.sweep();
		const guild = this.guildSeat(guildId);
		guild.wants.set(channelId, (guild.wants.get(channelId) ?? 0) + 1);
		guild.seat.want(channelId);
		let isOver = false;
		return () => {
			if (isOver) return;
			isOver = true;
			this.unwant(guild, channelId);
		};
	}

	/** READY: the guilds follow. */
	public begin(): void {
		this.loaded.clear();
		this.ownStates.clear();
		this.isReady = false;
		for (const { seat } of this.guilds.values()) seat.cellLost();
	}

	/** The session can send op 4. @param isFresh Whether the guilds of READY are still to come. */
	public ready(isFresh: boolean): void {
		this.isReady = true;
		if (isFresh) return;
		for (const guildId of new Set([...this.guilds.keys(), ...this.ownStates.keys()])) this.loaded.add(guildId);
		for (const guildId of this.ownStates.keys()) this.guildSeat(guildId);
		for (const [guildId, { seat }] of this.guilds) seat.cellReady(false, this.ownStates.get(guildId));
	}

	public lost(): void {
		this.isReady = false;
		for (const { seat } of this.guilds.values()) seat.cellLost();
	}

	/** Takes a dispatch. */
	public take(name: string, d: unknown): void {
		if (name === "GUILD_CREATE") this.takeGuild(d);
		else if (name === "VOICE_STATE_UPDATE") this.takeState(d);
		else if (name === "VOICE_SERVER_UPDATE")
			this.guilds.get(textField(d, "guild_id") ?? "")?.seat.takeVoiceServer(d);
	}

	/** The bot's voice state in a guild, as Discord sent it; undefined if it is in no channel. */
	public stateIn(guildId: string): unknown {
		return this.ownStates.get(guildId);
	}

	/** Takes what an earlier process wrote of a guild. A Resume follows. @param state Undefined if the bot was in no channel. */
	public restore(guildId: string, state: unknown): void {
		this.loaded.add(guildId);
		this.keep(guildId, state);
	}

	public close(isLeaving: boolean): void {
		for (const { seat } of this.guilds.values()) seat.close(isLeaving);
		this.guilds.clear();
	}

	private takeGuild(d: unknown): void {
		const guildId = textField(d, "id");
		if (guildId === undefined || field(d, "unavailable") === true) return;
		const { userId } = this.parts.session();
		const states = field(d, "voice_states");
		const own = Array.isArray(states) ? states.find((state) => textField(state, "user_id") === userId) : undefined;
		this.keep(guildId, own);
		const isFirst = !this.loaded.has(guildId);
		this.loaded.add(guildId);
		const isIn = this.ownStates.has(guildId);
		const seat = isIn ? this.guildSeat(guildId).seat : this.guilds.get(guildId)?.seat;
		if (isFirst && this.isReady) seat?.cellReady(true, this.ownStates.get(guildId));
		else if (own !== undefined) seat?.takeVoiceState(own);
	}

	private takeState(d: unknown): void {
		const guildId = textField(d, "guild_id");
		if (guildId === undefined || textField(d, "user_id") !== this.parts.session().userId) return;
		this.keep(guildId, d);
		this.guilds.get(guildId)?.seat.takeVoiceState(d);
	}

	private keep(guildId: string, state: unknown): void {
		if (textField(state, "channel_id") === undefined) this.ownStates.delete(guildId);
		else this.ownStates.set(guildId, state);
	}

	private unwant(guild: GuildSeat, channelId: string): void {
		const left = (guild.wants.get(channelId) ?? 1) - 1;
		if (left > 0) {
			guild.wants.set(channelId, left);
			return;
		}
		guild.wants.delete(channelId);
		guild.seat.unwant(channelId);
		if (guild.seat.view.channelId !== channelId) guild.hearing.forget(channelId);
	}

	/** Drops seats that have left their channel for want of watchers. */
	private sweep(): void {
		for (const [guildId, { seat, wants }] of this.guilds) {
			if (wants.size > 0 || !seat.isIdle) continue;
			seat.close(false);
			this.guilds.delete(guildId);
		}
	}

	private guildSeat(guildId: string): GuildSeat {
		const known = this.guilds.get(guildId);
		if (known !== undefined) return known;
		const hearing = new GuildHearing();
		const { clock, log, openSession, session } = this.parts;
		const cell = {
			get sessionId() {
				return session().sessionId;
			},
			get userId() {
				return session().userId;
			},
			updateVoiceState: (...parameters: Parameters<CellSession["updateVoiceState"]>) =>
				session().updateVoiceState(...parameters),
		};
		const wants = new Map<string, number>();
		const robbed = { count: 0 };
		const events = this.eventsOf(guildId, { hearing, wants, robbed });
		const seat = new Seat({ guildId, clock, log, openSession, cell, events });
		const made = { seat, hearing, wants, robbed };
		this.guilds.set(guildId, made);
		if (this.isReady && this.loaded.has(guildId)) seat.cellReady(true, this.ownStates.get(guildId));
		return made;
	}

	private eventsOf(guildId: string, { hearing, wants, robbed }: Omit<GuildSeat, "seat">): SeatEvents {
		const { tell } = this.parts;
		return {
			onSpeakers: (channelId, speakers, reason) => {
				tell(guildId, channelId, hearing.setSpeakers(channelId, speakers, reason));
				if (speakers !== "live" && !wants.has(channelId)) hearing.forget(channelId);
			},
			onSpeaking: (channelId, speaking) => tell(guildId, channelId, hearing.speak(channelId, speaking)),
			onLevel: (channelId, level) => tell(guildId, channelId, hearing.setLevel(channelId, level)),
			onEncryption: (channelId, encryption) =>
				tell(guildId, channelId, hearing.setEncryption(channelId, encryption)),
			onRobbed: () => void (robbed.count += 1),
			onMoved: () => {},
		};
	}
}
