/**
 * Reads the voice gateway's messages for media, and writes those that the relay sends for the client. Pure; reading never throws.
 * Source: Discord Docs, "Voice Opcodes" (voice gateway v8); op 12, which they leave out: userdoccers, "Voice Connections".
 */

import { VoiceOpcode } from "../../../../src/protocol/voice/opcode.ts";
import { isSnowflake } from "../../../shared/mls/snowflake.ts";
import { KEY_SIZE } from "../../../shared/rtp/sizes.ts";
import type { NamedAddress } from "./mediaAddress.ts";
import type { SpeakerMapping } from "./core/MediaCore.ts";

/** Op 2. */
export interface ReadyFields extends NamedAddress {
	readonly ssrc: number;
	/** Transport modes that the server offers. */
	readonly modes: ReadonlyArray<string>;
}

/** Op 4. */
export interface KeyFields {
	readonly mode: string;
	/** 32 bytes, owned by the caller, which wipes them. */
	readonly key: Buffer;
}

/** Op 12: SSRCs of a user's audio and video. */
export const VIDEO_OPCODE = 12;
/** Modes offered in one op 2; Discord offers about seven. */
const MAX_MODES = 32;
const MAX_SSRC = 2 ** 32 - 1;

type Fields = Readonly<Record<string, unknown>>;

/** @returns Undefined if it has no SSRC. A missing address is `""`, a missing port 0. */
export function readReady(d: unknown): ReadyFields | undefined {
	const { ssrc, ip, port, modes } = fieldsOf(d);
	if (!isSsrc(ssrc)) return undefined;
	return {
		ssrc,
		ip: typeof ip === "string" ? ip : "",
		port: typeof port === "number" ? port : 0,
		modes: Array.isArray(modes) ? modes.slice(0, MAX_MODES).filter((mode) => typeof mode === "string") : [],
	};
}

/** @returns Undefined if the key does not have 32 bytes, or there is no mode. */
export function readKey(d: unknown): KeyFields | undefined {
	const { mode, secret_key: bytes } = fieldsOf(d);
	if (typeof mode !== "string" || !Array.isArray(bytes) || bytes.length !== KEY_SIZE) return undefined;
	return bytes.every(isByte) ? { mode, key: Buffer.from(bytes) } : undefined;
}

/** Reads op 5, and op 12 for its audio. @returns Undefined if it maps nothing. */
export function readMapping(op: number, d: unknown): SpeakerMapping | undefined {
	const { user_id: userId, ssrc, audio_ssrc: audioSsrc } = fieldsOf(d);
	const mapped = op === VIDEO_OPCODE ? audioSsrc : ssrc;
	return isSnowflake(userId) && isSsrc(mapped) && mapped !== 0 ? { userId, ssrc: mapped } : undefined;
}

/** Reads op 13. */
export function readLeaver(d: unknown): string | undefined {
	const { user_id: userId } = fieldsOf(d);
	return isSnowflake(userId) ? userId : undefined;
}

/** Op 1. @param to Where the server sends media to. */
export function selectProtocol(
	{ address, port }: { readonly address: string; readonly port: number },
	mode: string,
): string {
	return JSON.stringify({ op: VoiceOpcode.SelectProtocol, d: { protocol: "udp", data: { address, port, mode } } });
}

/** Op 5 of a client that is silent. Once, it satisfies every account of what a receiver must send (docs/speaking.md, "Getting packets"). */
export function silentSpeaking(ssrc: number): string {
	return JSON.stringify({ op: VoiceOpcode.Speaking, d: { speaking: 0, delay: 0, ssrc } });
}

function fieldsOf(d: unknown): Fields {
	return typeof d === "object" && d !== null ? (d as Fields) : {};
}

function isSsrc(value: unknown): value is number {
	return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MAX_SSRC;
}

function isByte(value: unknown): value is number {
	return typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 255;
}
