/**
 * A hub without Discord, for tests of rooms in another process. In each of its rooms a short play repeats: Ada and Linus are
 * there, Ada speaks and stops, Grace comes and goes. Some channel IDs are refused.
 * Edge: timers.
 */

import { performance } from "node:perf_hooks";
import type { RecordFaultCode } from "../../../src/protocol/relay/faultCode.ts";
import type { WireChange } from "../../../src/protocol/room/segment.ts";
import type { Hub, Watch, WatchListener, WatchRequest } from "../../relay/room/Hub.ts";
import type { HubReport } from "../../relay/room/HubReport.ts";
import { Room } from "../../relay/room/Room.ts";
import { roomName, type RoomKey } from "../../relay/room/RoomKey.ts";

/** Channels that are refused, and the code. */
const REFUSED: ReadonlyMap<string | undefined, RecordFaultCode> = new Map([
	["403", "permission_missing"],
	["404", "channel_unknown"],
	["42", "not_a_voice_channel"],
]);

/** Milliseconds between two changes, and between two looks at the clock. */
const STEP_MS = 300;
const TICK_MS = 20;

/** Ada speaks and stops while Grace comes and goes. */
const PLAY: ReadonlyArray<ReadonlyArray<WireChange>> = [
	[["s", "1", 9]],
	[["m", "3", { name: "Grace", selfMute: true }]],
	[["q", "1"]],
	[["x", "3"]],
];

export class LoopbackHub implements Hub {
	public readonly bots = ["main"];
	private readonly rooms = new Map<string, PlayedRoom>();

	public watch({ key, wantsSeat }: WatchRequest, listener: WatchListener): Watch {
		const code = REFUSED.get(key.channel);
		const name = `${roomName(key)} ${wantsSeat}`;
		const room = this.rooms.get(name) ?? new PlayedRoom(key, wantsSeat);
		this.rooms.set(name, room);
		let isOver = false;
		queueMicrotask(() => {
			if (isOver) return;
			if (code !== undefined) listener.onEnd({ code, message: `the play has no channel ${key.channel}: use 9` });
			else room.add(listener);
		});
		return {
			stop: () => {
				isOver = true;
				room.remove(listener);
			},
		};
	}

	public report(): HubReport {
		return { bots: [], rooms: [] };
	}
}

class PlayedRoom {
	private readonly room: Room;
	private readonly listeners = new Set<WatchListener>();

	public constructor(key: RoomKey, isLive: boolean) {
		const { channel = "9" } = key;
		const where = key.channel === undefined ? { channel } : {};
		const changes: ReadonlyArray<WireChange> = [
			["n", channel, "General"],
			["w", isLive ? "live" : "none", isLive ? "" : "speakers were not asked for"],
			["m", "1", { name: "Ada", ...where }],
			["m", "2", { name: "Linus", bot: true, ...where }],
		];
		this.room = new Room({ term: Date.now(), changes, now: performance.now() });
		let step = 0;
		if (isLive) setInterval(() => this.room.apply(PLAY[step++ % PLAY.length] ?? [], performance.now()), STEP_MS);
		setInterval(() => this.close(), TICK_MS);
	}

	public add(listener: WatchListener): void {
		this.listeners.add(listener);
		listener.onOpen(this.room);
	}

	public remove(listener: WatchListener): void {
		this.listeners.delete(listener);
	}

	private close(): void {
		if (this.room.close(performance.now()) === undefined) return;
		for (const listener of this.listeners) listener.onNews();
	}
}
