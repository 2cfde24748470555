/** A message of the voice gateway, from its text. Pure. */

import "../../../shared/luau/globals.ts";
import { isSequence } from "../../../../src/protocol/guards.ts";
import { isVoicePayload, type VoicePayload } from "../../../../src/protocol/voice/payload.ts";

/** Characters: the longest message names every user of a channel. */
const MAX_LENGTH = 262_144;

/** @returns Undefined if it is not a JSON object whose `op` is a number. Leaves out a `seq` that is no sequence number. */
export function readVoiceText(text: string): VoicePayload | undefined {
	if (text.length > MAX_LENGTH) return undefined;
	const value = parse(text);
	if (!isVoicePayload(value)) return undefined;
	const { op, d, seq } = value;
	return { op, d, ...(isSequence(seq) && { seq }) };
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined; // not JSON
	}
}
