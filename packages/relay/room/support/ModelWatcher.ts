/** A watcher as a model has it: checks every segment that it takes. */

import assert from "node:assert/strict";
import { membersOf } from "../../../../src/protocol/room/roomState.ts";
import type { RoomCursor, WireSegment } from "../../../../src/protocol/room/segment.ts";
import type { RoomOfGuild } from "../guild/RoomChanges.ts";
import { RoomView } from "./RoomView.ts";
import { BOT, CHANNELS, type ModelGuild } from "./ModelGuild.ts";

export class ModelWatcher {
	public readonly view: RoomView;

	/** @param known What watchers of any room knew, by room and position: all of them the same. */
	public constructor(
		public readonly room: RoomOfGuild,
		private readonly known: Map<string, object>,
	) {
		this.view = new RoomView(room);
	}

	/** Takes the text of a message. */
	public read(text: string): void {
		for (const segment of JSON.parse(text) as ReadonlyArray<WireSegment>) this.readOne(segment);
	}

	/** Compares what it knows with the guild. @param heard The channel in which the seat hears, if any. */
	public assertEqual(world: ModelGuild, heard = world.isLive ? world.seat : null): void {
		assert.deepEqual(this.picture(), pictureOf(world, this.room, heard));
	}

	private readOne(segment: WireSegment): void {
		const before = this.view.state.cursor;
		const { faults, holes, snapshots } = this.view.read(JSON.stringify([segment]));
		assert.deepEqual([faults, holes], [[], 0], JSON.stringify(segment)); // prettier-ignore
		const after = this.view.state.cursor;
		this.compare(`${this.room} ${JSON.stringify(after)}`);
		if (before === undefined || after === undefined) return;
		assert.ok(!isBefore(after, before), `from ${JSON.stringify(before)} to ${JSON.stringify(after)}`);
		const isNext = after.term === before.term && after.n - before.n <= 1;
		assert.ok(isNext || snapshots === 1, `a hole after ${JSON.stringify(before)}`);
	}

	private compare(position: string): void {
		const picture = this.picture();
		assert.deepEqual(picture, this.known.get(position) ?? picture, position);
		this.known.set(position, picture);
	}

	private picture(): object {
		const { channels, speakers, encryption } = this.view.state;
		const users = [...membersOf(this.view.state)].map(([userId, { channelId, member }]) => [
			userId,
			{
				channel: channelId,
				name: member.name,
				isBot: member.bot ?? false,
				isMuted: member.selfMute ?? false,
				speaking: member.speaking,
				level: member.level,
			},
		]);
		return {
			names: Object.fromEntries([...channels].map(([id, { name }]) => [id, name])),
			users: Object.fromEntries(users),
			speakers,
			encryption: encryption.kind === "active" ? encryption.epoch : encryption.kind,
		};
	}
}

/** What a watcher of a room should know. */
function pictureOf(world: ModelGuild, room: RoomOfGuild, heard: string | null): object {
	const { seat, encryption } = world;
	const isHeard = room !== undefined && room === heard;
	const isElsewhere = room !== undefined && seat !== null && seat !== room;
	const users = [...world.users]
		.filter(([, { channel }]) => channel !== null && (room === undefined || channel === room))
		.map(([userId, { channel, isMuted }]) => [
			userId,
			{
				channel,
				name: `user ${userId}`,
				isBot: userId === BOT,
				isMuted,
				speaking: isHeard ? world.speaking.has(userId) : undefined,
				level: isHeard ? (world.speaking.get(userId) ?? 0) / 15 : 0,
			},
		]);
	const shown = room === undefined ? CHANNELS : [room];
	return {
		names: Object.fromEntries(shown.map((id) => [id, world.names.get(id)])),
		users: Object.fromEntries(users),
		speakers: isHeard ? "live" : isElsewhere ? "elsewhere" : "none",
		encryption: isHeard && encryption.state === "active" ? encryption.epoch : "none",
	};
}

function isBefore(one: RoomCursor, other: RoomCursor): boolean {
	return one.term < other.term || (one.term === other.term && one.n < other.n);
}
