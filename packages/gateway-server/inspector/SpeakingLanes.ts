/**
 * Voice activity for the page: packet counts of each member, and speech times derived from the packets. Bounded: drops
 * the lane that was quiet longest. Pure; callers pass the time in milliseconds.
 */

/** A packet from a client that the server accepted. */
export interface LanePacket {
	readonly channelId: string;
	readonly userId: string;
	readonly ssrc: number;
	/** Size of the datagram in bytes. */
	readonly size: number;
	/** Content of the packet. Only `speech` makes a member speak; `silence` ends it at once. */
	readonly kind: "speech" | "silence" | "other";
}

export interface LaneMapping {
	readonly channelId: string;
	readonly userId: string;
	readonly ssrc: number;
}

export interface Lane {
	readonly userId: string;
	readonly ssrc: number;
	readonly packets: number;
	readonly bytes: number;
	/** Packets in the last second. */
	readonly rate: number;
	readonly isSpeaking: boolean;
	/** Times when op 5 was sent to the other members, within the window; oldest first. */
	readonly mapped: ReadonlyArray<number>;
	/** Start and end of each stretch of speech within the window; oldest first. */
	readonly spoken: ReadonlyArray<readonly [from: number, to: number]>;
}

export interface ChannelLanes {
	readonly channelId: string;
	/** By user ID. */
	readonly lanes: ReadonlyArray<Lane>;
}

/** Length of the displayed window in milliseconds. */
export const WINDOW = 30_000;
/** Longest pause within one stretch of speech, in milliseconds. */
const LONGEST_PAUSE = 250;
const SECOND = 1000;
/** Maximum number of lanes, and of marks of one kind per lane. */
export const LANE_LIMIT = 100;
export const MARK_LIMIT = 60;

interface Speech {
	readonly from: number;
	to: number;
	/** A single packet is a stray or a DTX refresh. */
	packets: number;
	isOver: boolean;
}

interface Track {
	readonly channelId: string;
	readonly userId: string;
	ssrc: number;
	packets: number;
	bytes: number;
	/** Times of the packets in the last second. */
	recent: Array<number>;
	readonly mapped: Array<number>;
	readonly speech: Array<Speech>;
}

export class SpeakingLanes {
	/** In order of last activity; the lane that was quiet longest comes first. */
	private readonly tracks = new Map<string, Track>();

	/** Records a packet. */
	public hearPacket({ channelId, userId, ssrc, size, kind }: LanePacket, at: number): void {
		const track = this.touch(channelId, userId);
		track.ssrc = ssrc;
		track.packets += 1;
		track.bytes += size;
		track.recent = track.recent.filter((time) => at - time < SECOND);
		track.recent.push(at);
		if (kind === "speech") speak(track, at);
		const last = track.speech.at(-1);
		if (kind === "silence" && last !== undefined) last.isOver = true;
	}

	/** Records that op 5 was sent for a member. */
	public hearMapping({ channelId, userId, ssrc }: LaneMapping, at: number): void {
		const track = this.touch(channelId, userId);
		track.ssrc = ssrc;
		addMark(track.mapped, at);
	}

	/** Returns all channels with at least one known member. */
	public channels(now: number): ReadonlyArray<ChannelLanes> {
		const byChannel = new Map<string, Array<Lane>>();
		const tracks = [...this.tracks.values()].sort((one, other) => one.userId.localeCompare(other.userId));
		for (const track of tracks) {
			const lanes = byChannel.get(track.channelId) ?? [];
			lanes.push(laneOf(track, now));
			byChannel.set(track.channelId, lanes);
		}
		return [...byChannel].map(([channelId, lanes]) => ({ channelId, lanes }));
	}

	private touch(channelId: string, userId: string): Track {
		const key = `${channelId} ${userId}`;
		const fresh = { channelId, userId, ssrc: 0, packets: 0, bytes: 0, recent: [], mapped: [], speech: [] };
		const track = this.tracks.get(key) ?? fresh;
		this.tracks.delete(key);
		this.tracks.set(key, track);
		const [oldest] = this.tracks.keys();
		if (this.tracks.size > LANE_LIMIT && oldest !== undefined) this.tracks.delete(oldest);
		return track;
	}
}

function speak({ speech }: Track, at: number): void {
	const last = speech.at(-1);
	if (last !== undefined && !last.isOver && at - last.to <= LONGEST_PAUSE) {
		last.to = at;
		last.packets += 1;
		return;
	}
	if (last?.packets === 1) speech.pop();
	addMark(speech, { from: at, to: at, packets: 1, isOver: false });
}

function addMark<Mark>(marks: Array<Mark>, mark: Mark): void {
	marks.push(mark);
	if (marks.length > MARK_LIMIT) marks.shift();
}

function laneOf({ userId, ssrc, packets, bytes, recent, mapped, speech }: Track, now: number): Lane {
	const shown = speech.filter((time) => time.packets > 1 && now - time.to < WINDOW);
	const last = shown.at(-1);
	return {
		userId,
		ssrc,
		packets,
		bytes,
		rate: recent.filter((time) => now - time < SECOND).length,
		isSpeaking: last !== undefined && !last.isOver && now - last.to <= LONGEST_PAUSE,
		mapped: mapped.filter((time) => now - time < WINDOW),
		spoken: shown.map(({ from, to }) => [from, to] as const),
	};
}
