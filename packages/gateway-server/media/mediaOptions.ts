/**
 * Options of voice media: what op 5 tells, how IP discovery answers, and which packets are forwarded.
 * Defaults are what Discord is known to do; docs/gatewayServer.md has the evidence.
 */

import { MAX_WAIT } from "../../shared/clock.ts";

export interface MediaOptions {
	/** Whether a client that joins gets op 5 for the members that have sent one. Reports contradict each other. @default true */
	readonly mappingToLateJoiners?: boolean;
	/** Milliseconds from a client's op 5 until the others get it. @default 0 */
	readonly mappingDelay?: number;
	/** Whether a client gets op 5 before its Session Description (op 4). @default false */
	readonly mappingBeforeDescription?: boolean;
	/** Whether op 5 for a client that joins has `speaking: 0`, whatever the members sent. @default false */
	readonly mappingWithoutFlags?: boolean;
	/** Whether a client that joins an empty channel gets Clients Connect (op 11) with an empty list. @default false */
	readonly clientsConnectWhenAlone?: boolean;

	/** Whether discovery requests with anything but zeros after the SSRC are refused. @default false */
	readonly discoveryRefusesTails?: boolean;
	/** How many of the first discovery requests for each SSRC get no answer. @default 0 */
	readonly discoveryDropFirst?: number;
	/** Milliseconds that discovery answers are late. @default 0 */
	readonly discoveryDelay?: number;
	/** Whether discovery answers carry another SSRC than the request. @default false */
	readonly discoveryForeignSsrc?: boolean;

	/**
	 * What happens to RTP of a client that has sent no op 5, or with an SSRC that is not its own: it is dropped, the client
	 * is closed with 4020, or it is forwarded. @default "drop"
	 */
	readonly unmappedMedia?: "drop" | "close" | "forward";
	/** Whether a self-deafened client gets packets. @default "forward" */
	readonly selfDeaf?: "forward" | "withhold";
	/** Whether keepalives (0x1337CAFE) are answered. @default "answer" */
	readonly keepAlive?: "answer" | "ignore";
	/** Whether keepalives of 8 other bytes are echoed, as voice servers did until 2023. @default false */
	readonly legacyKeepAlive?: boolean;
	/** Milliseconds without a datagram of a client after which it gets no packets, until its next datagram. @default 300000 */
	readonly quietAfter?: number;
	/** Whether the server sends five silence frames for a client that stops or is muted in the middle of speech. @default true */
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

/** Range of each number: lowest, highest, and whether it must be whole. */
export const MEDIA_RANGES = {
	mappingDelay: [0, MAX_WAIT, false],
	discoveryDropFirst: [0, 2 ** 16, true],
	discoveryDelay: [0, MAX_WAIT, false],
	quietAfter: [0, MAX_WAIT, false],
} as const;

/** Words that an option may be. */
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
