/**
 * Classifies the content of an authenticated RTP packet, for the server's own records and for observers.
 * Pure. Source: `packages/shared/rtp/opus.ts`, and RFC 3550, 5.1 for padding.
 */

import { RTP_OPUS, type RtpHeader } from "../../shared/rtp/header.ts";
import { opusSize, SILENCE_SIZE } from "../../shared/rtp/opus.ts";
import { sizeWithoutPadding } from "../../shared/rtp/padding.ts";

/** `other` is any payload type except Opus. */
export const PACKET_KINDS = ["speech", "silence", "padding", "other"] as const;
export type PacketKind = (typeof PACKET_KINDS)[number];

/** @param body The decrypted part: extension elements, payload and padding. */
export function packetKind(header: RtpHeader, body: Uint8Array): PacketKind {
	if (header.payloadType !== RTP_OPUS) return "other";
	const { extensionSize, hasPadding } = header;
	// malformed padding counts as padding here: nobody plays such a packet
	const size = sizeWithoutPadding(body.length - extensionSize, hasPadding, body) ?? 0;
	if (size <= 0) return "padding";
	const payload = body.subarray(extensionSize, extensionSize + size);
	if (payload.every((byte) => byte === 0)) return "padding";
	return opusSize(payload) <= SILENCE_SIZE ? "silence" : "speech";
}
