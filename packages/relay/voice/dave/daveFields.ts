/** The fields of a voice gateway message that DAVE needs. Pure. Source: Discord Docs, "Voice Opcodes" (voice gateway v8). */

import { VoiceOpcode } from "../../../../src/protocol/voice/opcode.ts";
import type { ServerText } from "../serverMessage.ts";

/** Nothing that is nested: from some depth on, it could not be handed to a thread. */
export type DaveFields = Readonly<Record<string, number | string | ReadonlyArray<string>>>;

const SCALARS = ["dave_protocol_version", "epoch", "protocol_version", "transition_id", "user_id"] as const;
const USER_IDS = "user_ids";
const TRANSITIONS: ReadonlySet<number> = new Set([
	VoiceOpcode.DavePrepareTransition,
	VoiceOpcode.DaveExecuteTransition,
	VoiceOpcode.DavePrepareEpoch,
]);

/** Reads the `d` of a message. Never throws. */
export function daveFieldsOf(d: unknown): DaveFields {
	if (typeof d !== "object" || d === null) return {};
	const given = d as Readonly<Record<string, unknown>>;
	const fields: Record<string, number | string | ReadonlyArray<string>> = {};
	for (const name of SCALARS) {
		const value = given[name];
		if (typeof value === "number" || typeof value === "string") fields[name] = value;
	}
	const userIds = given[USER_IDS];
	if (Array.isArray(userIds)) fields[USER_IDS] = userIds.filter((id): id is string => typeof id === "string");
	return fields;
}

/** Whether a message shows that its session is, was or will be encrypted. */
export function isOfDave({ op, d }: ServerText): boolean {
	if (op !== VoiceOpcode.SessionDescription) return TRANSITIONS.has(op);
	const { dave_protocol_version: version } = daveFieldsOf(d);
	return typeof version === "number" && version > 0;
}
