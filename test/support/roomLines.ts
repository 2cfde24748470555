/** Steps of a room as text, for tables. */

import { RoomEvent, RoomState, RoomStep } from "../../src/protocol/room/roomState";
import { Roster } from "../../src/protocol/voice/roster";

/** One line for each step: its events in order, and every roster after them. `roster` events are left out. */
export function linesOf(steps: ReadonlyArray<RoomStep>): string {
	return steps
		.map(({ state, events }) => {
			const shown = events.filter(({ kind }) => kind !== "roster").map(eventText);
			return `${shown.join(", ")} | ${roomText(state)}`;
		})
		.join("\n");
}

/** Every roster: `channel: user=speaking`, with `?` for unknown, `-` for silent, and a level. */
export function roomText({ channels }: RoomState): string {
	const texts = new Array<string>();
	for (const [channelId, { roster }] of channels) texts.push(`${channelId}: ${rosterText(roster)}`);
	return texts.sort().join("; ");
}

export function rosterText(roster: Roster): string {
	const texts = new Array<string>();
	for (const [userId, { speaking, level }] of roster) {
		texts.push(`${userId}=${speaking === undefined ? "?" : speaking ? level : "-"}`);
	}
	return texts.sort().join(" ");
}

export function eventText(event: RoomEvent): string {
	switch (event.kind) {
		case "joined":
			return `${event.member.userId} joined ${event.channelId}`;
		case "left":
			return `${event.member.userId} left ${event.channelId}`;
		case "speaking":
			return `${event.speaking.userId} ${event.speaking.speaking ? "speaks" : "silent"} ${event.speaking.level}`;
		case "speakers":
			return `speakers ${event.speakers} ${event.reason}`;
		case "encryption":
			return `encryption ${event.encryption.kind}`;
		case "channel":
			return `channel ${event.channelId} ${event.name}`;
		case "channelGone":
			return `channel ${event.channelId} gone`;
		case "gap":
			return `gap ${event.reason}`;
		case "roster":
			return `roster ${event.channelId}`;
	}
}
