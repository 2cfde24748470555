/** What a seat hears, as changes of a room. Pure. */

import type { Speaking, SpeakerLevel } from "../../../src/protocol/voice/media.ts";
import type { SpeechChange } from "./RoomContent.ts";

/** Highest level on the wire. */
const MAX_LEVEL = 15;

export function speakingChange({ userId, speaking, level }: Speaking): SpeechChange {
	return speaking ? ["s", userId, wireLevel(level)] : ["q", userId];
}

export function levelChange({ userId, level }: SpeakerLevel): SpeechChange {
	return ["v", userId, wireLevel(level)];
}

function wireLevel(level: number): number {
	return Math.round(Math.min(Math.max(level, 0), 1) * MAX_LEVEL);
}
