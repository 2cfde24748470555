/**
 * Classifies a datagram from a voice server before decryption. Pure; never throws.
 * The order of the tests: keepalive and discovery, version, RTCP, header, payload type.
 */

import { decodeIpDiscoveryResponse } from "../../../../shared/rtp/discovery.ts";
import { isRtcp, readHeader, RTP_OPUS, type MalformedReason, type RtpHeader } from "../../../../shared/rtp/header.ts";
import { decodeLegacyPing, decodePing, decodePong } from "../../../../shared/rtp/keepAlive.ts";

/** Why a datagram is discarded undecrypted. */
export type SetAside = MalformedReason | "keepAlive" | "discovery" | "rtcp" | "payloadType";

export interface NotMedia {
	readonly kind: "notMedia";
	readonly cause: SetAside;
}

const KEEP_ALIVE_SIZE = 8;

/** Returns the header of an Opus packet, which may still be forged. */
export function readDatagram(datagram: Buffer): RtpHeader | NotMedia {
	if (datagram.length === KEEP_ALIVE_SIZE && isKeepAlive(datagram)) return setAside("keepAlive");
	if (isRtcp(datagram)) return setAside("rtcp");
	const header = readHeader(datagram);
	if (header.kind === "malformed") {
		return setAside(decodeIpDiscoveryResponse(datagram) === undefined ? header.reason : "discovery");
	}
	return header.payloadType === RTP_OPUS ? header : setAside("payloadType");
}

function isKeepAlive(datagram: Buffer): boolean {
	return [decodePing, decodePong, decodeLegacyPing].some((decode) => decode(datagram) !== undefined);
}

function setAside(cause: SetAside): NotMedia {
	return { kind: "notMedia", cause };
}
