/** What a seat says about the speakers of a channel. Pure. */

import type { RoomSpeakers } from "../../../src/protocol/room/segment.ts";
import { channelOf } from "./place.ts";
import { elsewhere, REASONS } from "./reasons.ts";
import type { SeatMachine } from "./SeatMachine.ts";

export interface SpeakersNews {
	readonly speakers: RoomSpeakers;
	/** Why, for people; empty at `live`. */
	readonly reason: string;
}

/** @param channelId A channel that is wanted, or was live. */
export function speakersOf(
	{ place, media, isConnected, rules }: Pick<SeatMachine, "place" | "media" | "isConnected" | "rules">,
	channelId: string,
	now: number,
): SpeakersNews {
	const other = channelOf(place);
	if (other !== undefined && other !== channelId) return { speakers: "elsewhere", reason: elsewhere(other) };
	switch (place.kind) {
		case "open":
			return media.kind === "live" ? { speakers: "live", reason: "" } : none(media.reason);
		case "waiting":
			return none(place.reason);
		case "asked":
			return none(isConnected ? REASONS.joining : REASONS.disconnected);
		case "out":
		case "leaving":
			return none(isConnected ? rules.reason(channelId, now) : REASONS.disconnected);
		default:
			return place satisfies never;
	}
}

function none(reason: string): SpeakersNews {
	return { speakers: "none", reason };
}
