/**
 * Options of voice media: op 5, IP discovery, and packet forwarding.
 * Defaults match Discord's known behaviour; for the evidence, see docs/gatewayServer.md.
 */

import { MAX_WAIT } from "../../shared/clock.ts";

export interface MediaOptions {
	/** Whether a joining client gets op 5 for members that sent one before. Reports contradict. @default true */
	readonly mappingToLateJoiners?: boolean;
	/** Delay in milliseconds until the others get a client's op 5. @default 0 */
	readonly mappingDelay?: number;
	/** Whether a client gets op 5 before its Session Description (op 4). @default false */
	readonly mappingBeforeDescription?: boolean;
	/** Whether op 5 for a joining client has `speaking: 0`, whatever the members sent. @default false */
	readonly mappingWithoutFlags?: boolean;
	/** Whether a client joining an empty channel gets Clients Connect (op 11) with an empty list. @default false */
	readonly clientsConnectWhenAlone?: boolean;

	/** Whether to ignore discovery requests with nonzero bytes after the SSRC. @default false */
	readonly discoveryRefusesTails?: boolean;
	/** Number of initial discovery requests to ignore for each SSRC. @default 0 */
	readonly discoveryDropFirst?: number;
	/** Delay of discovery answers in milliseconds. @default 0 */
	readonly discoveryDelay?: number;
	/** Whether discovery answers carry a different SSRC than the request. @default false */
	readonly discoveryForeignSsrc?: boolean;

	/**
	 * What to do with RTP from a client that has sent no op 5, or with a foreign SSRC: drop it, close the client with
	 * 4020, or forward it. @default "drop"
	 */
	readonly unmappedMedia?: "drop" | "close" | "forward";
	/** Whether a self-deafened client gets packets. @default "forward" */
	readonly selfDeaf?: "forward" | "withhold";
	/** Whether to answer keepalives (0x1337CAFE). @default "answer" */
	readonly keepAlive?: "answer" | "ignore";
	/** Whether to echo keepalives with 8 other bytes, as voice servers did until 2023. @default false */
	readonly legacyKeepAlive?: boolean;
	/**
	 * Milliseconds without a datagram from a client until it gets no more packets. Its next datagram resumes them.
	 * @default 300000
	 */
	readonly quietAfter?: number;
	/** Whether the server sends five silence frames for a client that stops or is muted during speech. @default true */
	readonly silenceFrames?: boolean;
}

export type ResolvedMediaOptions = Required<MediaOptions>;

export const MEDIA_DEFAULTS: ResolvedMediaOptions = {
	mappingToLateJoiners: true,
	mappingDelay: 0,
	mappingBeforeDescription: false,
	mappingWithoutFlags: false,
	clientsConnectWhenAlone: false,
	discoveryRefusesTails: false,
	discoveryDropFirst: 0,
	discoveryDelay: 0,
	discoveryForeignSsrc: false,
	unmappedMedia: "drop",
	selfDeaf: "forward",
	keepAlive: "answer",
	legacyKeepAlive: false,
	quietAfter: 300_000,
	silenceFrames: true,
};

/** Range of each number: lowest, highest, and whether it must be an integer. */
export const MEDIA_RANGES = {
	mappingDelay: [0, MAX_WAIT, false],
	discoveryDropFirst: [0, 2 ** 16, true],
	discoveryDelay: [0, MAX_WAIT, false],
	quietAfter: [0, MAX_WAIT, false],
} as const;

/** Allowed values. */
export const MEDIA_WORDS = {
	mappingToLateJoiners: [true, false],
	mappingBeforeDescription: [true, false],
	mappingWithoutFlags: [true, false],
	clientsConnectWhenAlone: [true, false],
	discoveryRefusesTails: [true, false],
	discoveryForeignSsrc: [true, false],
	unmappedMedia: ["drop", "close", "forward"],
	selfDeaf: ["forward", "withhold"],
	keepAlive: ["answer", "ignore"],
	legacyKeepAlive: [true, false],
	silenceFrames: [true, false],
} as const;
