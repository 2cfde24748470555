/**
 * One guild as a cell's dispatches describe it: what its rooms need, and no more.
 * Pure. Never throws, whatever Discord sends: malformed parts are skipped and counted. Bounded, see bounds.ts.
 * Source: Discord Docs, "Gateway Events": Guild Create, Voice State Update, and those of channels, roles and members.
 */

import { field } from "../../../../src/protocol/field.ts";
import type { WireChange } from "../../../../src/protocol/room/segment.ts";
import type { WatchEnd } from "../Hub.ts";
import {
	emptyContent,
	readContent,
	tellContent,
	type GuildContent,
	type GuildReader,
	type GuildStatus,
} from "./GuildContent.ts";
import type { GuildDispatch } from "./guildDispatch.ts";
import { idField } from "./readGuild.ts";
import { channelRefusal } from "./refusal.ts";
import { RoomChanges, type RoomOfGuild } from "./RoomChanges.ts";
import { readSaved, writeSaved, type SavedGuild } from "./savedGuild.ts";
import { UPDATES } from "./updates.ts";

/** What a dispatch changed. */
export interface GuildNews {
	/** For rooms that exist or not. */
	readonly rooms: ReadonlyMap<RoomOfGuild, ReadonlyArray<WireChange>>;
	/** Whether `refusalOf` may answer differently for a room that is watched already. */
	readonly isAdmissionChanged: boolean;
}

const RETURNED = "the guild was unavailable";

/** Changes so often that admission is not checked after it. It affects only whether a channel is full. */
const HARMLESS: GuildDispatch = "VOICE_STATE_UPDATE";

export class GuildState {
	private current: GuildStatus = "loading";
	private content: GuildContent = emptyContent();
	private gap: string | undefined;
	private skipped = 0;
	private readonly reader: GuildReader;

	/** @param botId The bot's user ID. */
	public constructor(
		public readonly id: string,
		botId: string,
	) {
		this.reader = { guildId: id, botId, onFault: () => (this.skipped += 1) };
	}

	/** Reads what `toJSON` wrote. Returns undefined if it is not a guild. */
	public static restore(saved: unknown, botId: string): GuildState | undefined {
		const id = idField(saved, "id");
		if (id === undefined) return undefined;
		const guild = new GuildState(id, botId);
		const { content, status, gap } = readSaved(guild.reader, saved);
		guild.content = content;
		guild.current = status;
		guild.gap = gap;
		return guild;
	}

	public get status(): GuildStatus {
		return this.current;
	}

	/** Parts that were skipped: malformed, or beyond a bound. */
	public get faults(): number {
		return this.skipped;
	}

	/** Applies a dispatch of this guild. */
	public apply(name: GuildDispatch, body: unknown): GuildNews {
		const changes = new RoomChanges();
		if (name === "GUILD_CREATE") this.arrive(body, changes);
		else if (name === "GUILD_DELETE") this.leave(body);
		else UPDATES[name]({ content: this.content, reader: this.reader, body, changes });
		return { rooms: changes.map, isAdmissionChanged: name !== HARMLESS };
	}

	/** Dispatches are lost: the next GUILD_CREATE says so to the rooms. */
	public lose(reason: string): void {
		this.gap ??= reason;
	}

	/** The bot is no longer in the guild. */
	public remove(): void {
		this.current = "removed";
		this.content = emptyContent();
		this.gap = undefined;
	}

	/** Returns why a channel cannot be watched, and what to do; undefined if it can. */
	public refusalOf(channelId: string, wantsSeat: boolean): WatchEnd | undefined {
		const { guildId, botId } = this.reader;
		return this.guildRefusal() ?? channelRefusal(this.content, channelId, { guildId, botId, wantsSeat });
	}

	/** Returns why no room of the guild can be watched, and what to do; undefined if one can. */
	public guildRefusal(): WatchEnd | undefined {
		if (this.current === "present" || this.current === "unavailable") return undefined;
		const message =
			this.current === "loading"
				? `Discord has not sent guild ${this.id} yet: try again later`
				: `the bot is not in guild ${this.id}: add it to the server, or check the ID`;
		return { code: "guild_unknown", message };
	}

	/** The changes that lead from an empty room to the present. */
	public changesOf(room: RoomOfGuild): ReadonlyArray<WireChange> {
		const changes = new RoomChanges();
		tellContent(changes, emptyContent(), this.content);
		return changes.map.get(room) ?? [];
	}

	/** The voice channel that a user is in, if any. */
	public channelOf(userId: string): string | undefined {
		return this.content.occupants.get(userId)?.channel;
	}

	public toJSON(): SavedGuild {
		return writeSaved(this.id, this.current, this.gap, this.content);
	}

	/** A further GUILD_CREATE follows lost dispatches: those of a session that ended, or of an outage. */
	private arrive(body: unknown, changes: RoomChanges): void {
		// READY lists guilds as unavailable, and some of them stay so.
		if (field(body, "unavailable") === true) return;
		const before = this.content;
		const isReturn = this.current === "present" || this.current === "unavailable";
		this.content = readContent(this.reader, body);
		this.current = "present";
		if (isReturn) this.tellGap(changes, this.gap ?? RETURNED, before);
		this.gap = undefined;
		tellContent(changes, before, this.content);
	}

	private tellGap(changes: RoomChanges, reason: string, before: GuildContent): void {
		changes.add(undefined, ["g", reason]);
		for (const id of new Set([...before.channels.keys(), ...this.content.channels.keys()])) {
			const isVoice = (before.channels.get(id) ?? this.content.channels.get(id))?.isVoice === true;
			if (isVoice) changes.add(id, ["g", reason]);
		}
	}

	private leave(body: unknown): void {
		if (field(body, "unavailable") !== true) this.remove();
		else if (this.current === "present") this.current = "unavailable";
	}
}
