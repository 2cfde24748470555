/**
 * The clear part of RTP packets in both `*_rtpsize` modes. Pure; reading never throws.
 * Source: RFC 3550, 5.1 and 5.3.1; Discord Docs, "Voice Connections", section "Encrypting and Sending Voice".
 *
 *     V=2 P X CC (u8) | M PT (u8) | sequence (u16 BE) | timestamp (u32 BE) | SSRC (u32 BE) | CSRC (4 bytes × CC)
 *     if X: profile (u16 BE) | length of the extension in words (u16 BE)
 *
 * Unlike in SRTP, the extension elements are encrypted with the payload.
 */

import { checkInteger } from "./checkInteger.ts";
import { TAIL_SIZE } from "./sizes.ts";

/** Payload type of Opus. */
export const RTP_OPUS = 120;

/** Profile of an extension with one-byte element headers (RFC 8285, 4.2). */
export const ONE_BYTE_PROFILE = 0xbede;

const FIXED_SIZE = 12;
const EXTENSION_HEADER_SIZE = 4;
const WORD = 4;

const VERSION = 2;
const PADDING_BIT = 0x20;
const EXTENSION_BIT = 0x10;
const CSRC_MASK = 0x0f;
const MARKER_BIT = 0x80;
const TYPE_MASK = 0x7f;

/** Second byte of RTCP packets, unmasked (RFC 5761, 4). */
const RTCP_FIRST = 200;
const RTCP_LAST = 206;

/** Why a datagram is not a valid RTP packet: too short, wrong version, or a part that exceeds the end. */
export const MALFORMED_REASONS = ["short", "version", "csrc", "extension"] as const;
export type MalformedReason = (typeof MALFORMED_REASONS)[number];

export interface Malformed {
	readonly kind: "malformed";
	readonly reason: MalformedReason;
}

export interface RtpHeader {
	readonly kind: "rtp";
	readonly marker: boolean;
	/** 0 to 127. */
	readonly payloadType: number;
	/** 0 to 65,535. */
	readonly sequence: number;
	/** 0 to 4,294,967,295. */
	readonly timestamp: number;
	readonly ssrc: number;
	/** Whether the decrypted payload ends with padding. */
	readonly hasPadding: boolean;
	/** Size of the part before the encrypted one, in bytes: the additional data. */
	readonly clearSize: number;
	/** Size of the extension elements in bytes. They come first in the decrypted part. 0 without an extension. */
	readonly extensionSize: number;
	/** 0 without an extension. */
	readonly extensionProfile: number;
}

export interface RtpFields {
	readonly sequence: number;
	readonly timestamp: number;
	readonly ssrc: number;
	/** @default RTP_OPUS */
	readonly payloadType?: number;
	/** @default false */
	readonly marker?: boolean;
	/** @default false */
	readonly hasPadding?: boolean;
	/** At most 15. @default none */
	readonly csrc?: ReadonlyArray<number>;
	/** Size of the extension elements in bytes, a multiple of 4. @default no extension */
	readonly extensionSize?: number;
	/** @default ONE_BYTE_PROFILE */
	readonly extensionProfile?: number;
}

const MALFORMED: Readonly<Record<MalformedReason, Malformed>> = {
	short: { kind: "malformed", reason: "short" },
	version: { kind: "malformed", reason: "version" },
	csrc: { kind: "malformed", reason: "csrc" },
	extension: { kind: "malformed", reason: "extension" },
};

/** Reads the header of a complete datagram, including tag and nonce. Check `isRtcp` first. */
export function readHeader(packet: Buffer): RtpHeader | Malformed {
	const end = packet.length - TAIL_SIZE;
	if (end < FIXED_SIZE) return MALFORMED.short;
	const [first, second] = [packet[0]!, packet[1]!];
	if (first >> 6 !== VERSION) return MALFORMED.version;
	const afterCsrc = FIXED_SIZE + WORD * (first & CSRC_MASK);
	if (afterCsrc > end) return MALFORMED.csrc;
	const hasExtension = (first & EXTENSION_BIT) !== 0;
	const clearSize = afterCsrc + (hasExtension ? EXTENSION_HEADER_SIZE : 0);
	if (clearSize > end) return MALFORMED.extension;
	const extensionSize = hasExtension ? WORD * packet.readUInt16BE(afterCsrc + 2) : 0;
	if (clearSize + extensionSize > end) return MALFORMED.extension;
	return {
		kind: "rtp",
		marker: (second & MARKER_BIT) !== 0,
		payloadType: second & TYPE_MASK,
		sequence: packet.readUInt16BE(2),
		timestamp: packet.readUInt32BE(4),
		ssrc: packet.readUInt32BE(8),
		hasPadding: (first & PADDING_BIT) !== 0,
		clearSize,
		extensionSize,
		extensionProfile: hasExtension ? packet.readUInt16BE(afterCsrc) : 0,
	};
}

/**
 * Encodes the clear part. The caller encrypts the extension elements, then the payload, then the padding.
 *
 * @throws RangeError If a field does not fit.
 */
export function writeHeader(fields: RtpFields): Buffer {
	const { payloadType = RTP_OPUS, csrc = [], extensionSize, extensionProfile = ONE_BYTE_PROFILE } = fields;
	checkInteger("payloadType", payloadType, TYPE_MASK);
	checkInteger("csrc entries", csrc.length, CSRC_MASK);
	const words = (extensionSize ?? 0) / WORD;
	if (!Number.isInteger(words)) throw new RangeError(`extensionSize must be a multiple of 4, got ${extensionSize}`);
	const hasExtension = extensionSize !== undefined;
	const afterCsrc = FIXED_SIZE + WORD * csrc.length;
	const header = Buffer.alloc(afterCsrc + (hasExtension ? EXTENSION_HEADER_SIZE : 0));
	const flags = (fields.hasPadding === true ? PADDING_BIT : 0) | (hasExtension ? EXTENSION_BIT : 0);
	header[0] = (VERSION << 6) | flags | csrc.length;
	header[1] = (fields.marker === true ? MARKER_BIT : 0) | payloadType;
	header.writeUInt16BE(fields.sequence, 2);
	header.writeUInt32BE(fields.timestamp, 4);
	header.writeUInt32BE(fields.ssrc, 8);
	for (const [index, source] of csrc.entries()) header.writeUInt32BE(source, FIXED_SIZE + WORD * index);
	if (!hasExtension) return header;
	header.writeUInt16BE(extensionProfile, afterCsrc);
	header.writeUInt16BE(words, afterCsrc + 2);
	return header;
}

/** Returns whether a datagram is RTCP, which uses the same port. */
export function isRtcp(packet: Buffer): boolean {
	if (packet.length < 2 || packet[0]! >> 6 !== VERSION) return false;
	return packet[1]! >= RTCP_FIRST && packet[1]! <= RTCP_LAST;
}
