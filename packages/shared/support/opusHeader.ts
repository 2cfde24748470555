import type { RtpHeader } from "../rtp/header.ts";

/** Header of an Opus packet without extension and padding. */
export const OPUS_HEADER: RtpHeader = {
	kind: "rtp",
	marker: false,
	payloadType: 120,
	sequence: 1,
	timestamp: 1,
	ssrc: 10,
	hasPadding: false,
	clearSize: 12,
	extensionSize: 0,
	extensionProfile: 0,
};
