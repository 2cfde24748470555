/**
 * Classifies an authentic Opus packet: docs/speaking.md, "What a packet says". Pure; never throws.
 * Nothing is decoded. With DAVE only the Opus frame is encrypted, and its size is enough.
 */

import { readExtension, SPEAKER_FLAGS, type RtpExtension } from "../../../../shared/rtp/extension.ts";
import type { RtpHeader } from "../../../../shared/rtp/header.ts";
import { opusSize, SILENCE_SIZE } from "../../../../shared/rtp/opus.ts";
import { sizeWithoutPadding } from "../../../../shared/rtp/padding.ts";
import { levelOf } from "./level.ts";

/**
 * What a packet is, and what that says about the sender: `nothing` neither starts nor stops anyone.
 *
 * - `padding` Nothing is left without its padding. Servers send bursts of these after speech.
 * - `badPadding` The padding claims to be longer than the payload, or 0.
 * - `zero` Zeros, all but one byte at most: Cloudflare's voice servers send these (Craig, `recording.ts`, `onData`).
 * - `silence` A frame without sound.
 * - `soundshare` The sound of a shared screen.
 * - `quiet` The sender measured digital silence and no voice. Web clients send these all the time.
 */
export const EVIDENCE = {
	speech: "speech",
	quiet: "quiet",
	silence: "silence",
	soundshare: "nothing",
	zero: "nothing",
	padding: "nothing",
	badPadding: "nothing",
} as const;

export type PacketKind = keyof typeof EVIDENCE;
export type Evidence = (typeof EVIDENCE)[PacketKind];

export interface Packet {
	readonly kind: PacketKind;
	/** 0 to 15. */
	readonly level: number;
}

/** Quietest audio level: digital silence. */
const SILENT = 127;

/** @param body The decrypted part: the extension's elements, the payload and its padding. */
export function classify(header: RtpHeader, body: Buffer): Packet {
	const { extensionSize, extensionProfile } = header;
	const size = sizeWithoutPadding(body.length - extensionSize, header.hasPadding, body);
	if (size === undefined) return { kind: "badPadding", level: 0 };
	if (size === 0) return { kind: "padding", level: 0 };
	const end = extensionSize + size;
	if (isZero(body, extensionSize, end)) return { kind: "zero", level: 0 };
	if (opusSize(body, extensionSize, end) <= SILENCE_SIZE) return { kind: "silence", level: 0 };
	const extension = readExtension(body, extensionProfile, extensionSize);
	if (isSoundshare(extension)) return { kind: "soundshare", level: 0 };
	if (extension.audioLevel === SILENT && extension.hasVoice === false) return { kind: "quiet", level: 0 };
	return { kind: "speech", level: levelOf(extension.audioLevel) };
}

function isZero(body: Buffer, start: number, end: number): boolean {
	if (body[start] !== 0) return false;
	return body.subarray(start, end).reduce((count, byte) => (byte === 0 ? count : count + 1), 0) <= 1;
}

/** Flags without voice and priority; absent flags and 0 mean voice. */
function isSoundshare({ speakerFlags = 0 }: RtpExtension): boolean {
	const { priority, voice, soundshare } = SPEAKER_FLAGS;
	return (speakerFlags & (priority | voice | soundshare)) === soundshare;
}
