/** Counts of a media core. Each datagram has one outcome. */

import type { PacketKind } from "./classify.ts";
import { EVIDENCE } from "./classify.ts";
import { MALFORMED_REASONS } from "../../../../shared/rtp/header.ts";

/** Kinds of authentic packets. */
export const PACKET_KINDS = Object.keys(EVIDENCE) as ReadonlyArray<PacketKind>;

/**
 * Why a datagram was discarded.
 *
 * - `noKey` It came before the first op 4.
 * - `refused` It was not authentic.
 * - `replay` It came before.
 * - `own` It has our own SSRC.
 */
export const DROP_CAUSES = [
	...MALFORMED_REASONS,
	"keepAlive",
	"discovery",
	"rtcp",
	"payloadType",
	"own",
	"noKey",
	"refused",
	"replay",
] as const;

export type DropCause = (typeof DROP_CAUSES)[number];
export type Outcome = PacketKind | DropCause;

/**
 * - `packets` All datagrams.
 * - `authenticated` Those that a key opened.
 * - `unmapped` Speech packets of an SSRC that no user has yet.
 */
export type MediaCounts = Record<Outcome | "packets" | "authenticated" | "unmapped", number>;

export function noCounts(): MediaCounts {
	const names = ["packets", "authenticated", "unmapped", ...PACKET_KINDS, ...DROP_CAUSES];
	return Object.fromEntries(names.map((name) => [name, 0])) as MediaCounts;
}
