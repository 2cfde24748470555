/** The members of a benchmark's voice channel, and what they do. Pure. */

import type { WireChange } from "../../src/protocol/room/segment.ts";

const FIRST_ID = 104_694_319_306_000;
const LEVEL = 8;

/** Members of a busy channel. */
export const MEMBERS = 25;

export function memberId(index: number): string {
	return `${FIRST_ID + index}248192`.slice(0, 18);
}

/** What a room of all members begins with: speakers are known, and nobody speaks. */
export function openingChanges(): ReadonlyArray<WireChange> {
	const members = Array.from({ length: MEMBERS }, (_, index): WireChange => {
		return ["m", memberId(index), { name: `Member ${index}` }];
	});
	return [["w", "live", ""], ...members];
}

/** A start or a stop. */
export interface Turn {
	readonly member: number;
	readonly isSpeaking: boolean;
}

/** Returns the `index`th turn, from 0: members speak one after another, and each stops when the next has started. */
export function turnAt(index: number): Turn {
	const member = Math.floor(index / 2) % MEMBERS;
	return index % 2 === 0
		? { member, isSpeaking: true }
		: { member: (member + MEMBERS - 1) % MEMBERS, isSpeaking: false };
}

/** The turn as a change of a room. */
export function changeOf({ member, isSpeaking }: Turn): WireChange {
	const id = memberId(member);
	return isSpeaking ? ["s", id, LEVEL] : ["q", id];
}

/** The turn as a message of Discord's voice gateway. */
export function messageOf({ member, isSpeaking }: Turn, seq: number): string {
	const d = { user_id: memberId(member), ssrc: 1000 + member, speaking: isSpeaking ? 1 : 0 };
	return JSON.stringify({ op: 5, d, seq: seq % 65_536 });
}
