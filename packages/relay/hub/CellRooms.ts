/** The rooms of a cell, and which of its dispatches their segments hold. */

import type { WireChange } from "../../../src/protocol/room/segment.ts";
import type { Clock } from "../../shared/clock.ts";
import type { RoomOfGuild } from "../room/guild/RoomChanges.ts";
import { Acknowledgement } from "../room/Acknowledgement.ts";
import type { RoomReport } from "../room/HubReport.ts";
import { Room } from "../room/Room.ts";
import { roomName, type RoomKey } from "../room/RoomKey.ts";
import type { Terms } from "./Terms.ts";
import { WatchedRoom } from "./WatchedRoom.ts";

export interface CellRoomsParts {
	readonly bot: string;
	readonly clock: Clock;
	readonly terms: Terms;
	/** Segments per minute of a room. */
	readonly perMin: number;
	/** What leads from an empty room to the present. */
	readonly present: (guildId: string, room: RoomOfGuild) => ReadonlyArray<WireChange>;
	/** The log holds everything up to `s`. */
	readonly onAcknowledged: (s: number) => void;
}

export class CellRooms {
	private readonly rooms = new Map<string, WatchedRoom>();
	private readonly held = new Acknowledgement();

	public constructor(private readonly parts: CellRoomsParts) {}

	public get all(): ReadonlyArray<WatchedRoom> {
		return [...this.rooms.values()];
	}

	public get report(): ReadonlyArray<RoomReport> {
		return this.all.map(({ key, room, watcherCount: watchers }) => ({
			key,
			watchers,
			...room.overview,
			...room.last,
		}));
	}

	/** Returns a room, and makes it if necessary. */
	public open(guildId: string, channelId: RoomOfGuild): WatchedRoom {
		const key = this.keyOf(guildId, channelId);
		const name = roomName(key);
		const known = this.rooms.get(name);
		if (known !== undefined) return known;
		const { clock, terms, perMin, present } = this.parts;
		const room = new Room({
			term: terms.next(),
			changes: present(guildId, channelId),
			perMin,
			now: clock.now(),
		});
		const watched = new WatchedRoom(key, room, clock, {
			onClosed: () => {
				this.held.release(watched);
				this.acknowledge();
			},
			onForgotten: () => this.forget(name),
		});
		this.rooms.set(name, watched);
		return watched;
	}

	/** Applies the changes of a dispatch, by room. @param s Its number. */
	public take(s: number, guildId: string, changes: ReadonlyMap<RoomOfGuild, ReadonlyArray<WireChange>>): void {
		for (const [channelId, list] of changes) {
			const watched = this.find(guildId, channelId);
			if (watched?.apply(list) === true) this.held.hold(watched, s);
		}
	}

	/** Applies changes that no dispatch caused. */
	public tell(guildId: string, channelId: string, changes: ReadonlyArray<WireChange>): void {
		this.find(guildId, channelId)?.apply(changes);
	}

	/** Every room has dispatch `s`. */
	public applied(s: number): void {
		this.held.take(s);
		this.acknowledge();
	}

	/** A fresh session numbers its dispatches from the start. */
	public restart(): void {
		this.held.restart();
	}

	/** Rooms of a guild. */
	public of(guildId: string): ReadonlyArray<WatchedRoom> {
		return this.all.filter(({ key }) => key.guild === guildId);
	}

	/** Stops the timers. */
	public stop(): void {
		for (const watched of this.rooms.values()) watched.stop();
		this.rooms.clear();
	}

	private acknowledge(): void {
		const { highest } = this.held;
		if (highest !== undefined) this.parts.onAcknowledged(highest);
	}

	private forget(name: string): void {
		const watched = this.rooms.get(name);
		if (watched === undefined) return;
		watched.stop();
		this.rooms.delete(name);
		this.held.release(watched);
		this.acknowledge();
	}

	private find(guildId: string, channelId: RoomOfGuild): WatchedRoom | undefined {
		return this.rooms.get(roomName(this.keyOf(guildId, channelId)));
	}

	private keyOf(guild: string, channel: RoomOfGuild): RoomKey {
		const { bot } = this.parts;
		return channel === undefined ? { bot, guild } : { bot, guild, channel };
	}
}
