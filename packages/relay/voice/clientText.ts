/**
 * Reads messages of a client whose voice session is carried.
 * Pure. Source: Discord Docs, "Voice Opcodes" (voice gateway v8).
 */

import { VoiceOpcode } from "../../../src/protocol/voice/opcode.ts";
import { DAVE_VERSION } from "../../shared/mls/mls.ts";
import { isSnowflake } from "../../shared/mls/snowflake.ts";
import type { DaveIdentity } from "./dave/messages.ts";

/** Name of a voice session, for the gateway and for the relay. */
export interface SessionName {
	readonly sessionId: string;
	/** Of the voice server. */
	readonly token: string;
}

export type ClientText =
	/** `dave` is absent from one without what DAVE needs. */
	| { readonly kind: "identify"; readonly name: SessionName; readonly dave?: DaveIdentify }
	/** Goes up as `text`. `isEncrypted`: of no use without the state of its encryption. */
	| { readonly kind: "resume"; readonly name: SessionName; readonly isEncrypted: boolean; readonly text: string }
	/** A DAVE message, which the relay sends in place of the client. */
	| { readonly kind: "dave" }
	/** Op 1: where media goes. */
	| { readonly kind: "selectProtocol" }
	/** Everything else. */
	| { readonly kind: "other" };

/** An Identify that begins a session with DAVE. */
export interface DaveIdentify {
	readonly identity: DaveIdentity;
	/** Goes up in its place. */
	readonly text: string;
}

/** Characters; Identify and Resume have a few hundred. */
const MAX_LENGTH = 16_384;
const OTHER: ClientText = { kind: "other" };

/** Never throws. */
export function readClientText(text: string): ClientText {
	const { op, d } = parseObject(text);
	if (typeof op !== "number") return OTHER;
	if (op >= VoiceOpcode.DavePrepareTransition && op <= VoiceOpcode.DaveMlsInvalidCommitWelcome)
		return { kind: "dave" };
	if (op === VoiceOpcode.SelectProtocol) return { kind: "selectProtocol" };
	const body = typeof d === "object" && d !== null ? (d as Readonly<Record<string, unknown>>) : {};
	const { session_id: sessionId, token } = body;
	if (typeof sessionId !== "string" || typeof token !== "string") return OTHER;
	const name = { sessionId, token };
	if (op === VoiceOpcode.Resume) return readResume(name, body);
	return op === VoiceOpcode.Identify ? readIdentify(name, body) : OTHER;
}

/** `encrypted` is only for the relay. */
function readResume(name: SessionName, { encrypted, ...d }: Readonly<Record<string, unknown>>): ClientText {
	const text = tryWrite({ op: VoiceOpcode.Resume, d });
	return text === undefined ? OTHER : { kind: "resume", name, isEncrypted: encrypted === true, text };
}

/** `channel_id` is only for the relay: Identify of v8 has none. */
function readIdentify(
	name: SessionName,
	{ channel_id: channelId, ...d }: Readonly<Record<string, unknown>>,
): ClientText {
	const { user_id: userId } = d;
	if (!isSnowflake(userId) || !isSnowflake(channelId)) return { kind: "identify", name };
	const text = tryWrite({ op: VoiceOpcode.Identify, d: { ...d, max_dave_protocol_version: DAVE_VERSION } });
	if (text === undefined) return { kind: "identify", name };
	return { kind: "identify", name, dave: { identity: { userId, channelId }, text } };
}

/** @returns Undefined if it is nested deeper than JSON can be written, though it could be read. */
function tryWrite(message: object): string | undefined {
	try {
		return JSON.stringify(message);
	} catch (error) {
		if (error instanceof RangeError) return undefined;
		throw error;
	}
}

function parseObject(text: string): Readonly<Record<string, unknown>> {
	if (text.length > MAX_LENGTH) return {};
	try {
		const value: unknown = JSON.parse(text);
		return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
	} catch {
		return {};
	}
}
