/**
 * Answers IP discovery, which tells a client the address its datagrams come from.
 * Source: Discord Docs, "Voice Connections", section "IP Discovery"; some servers reject requests whose tail is not
 * zero (dysnomia PR #205).
 */

import { decodeIpDiscoveryRequest, encodeIpDiscoveryResponse } from "../../shared/rtp/discovery.ts";
import type { ResolvedMediaOptions } from "./mediaOptions.ts";
import type { MediaAddress } from "./MediaSocket.ts";

/** Offset of the address in a request. */
const TAIL_OFFSET = 8;

/** Maximum number of SSRCs with a request count. The oldest is forgotten first. */
const MAX_COUNTED = 1000;

/** How to handle a datagram. */
export type DiscoveryAnswer =
	| { readonly kind: "other" }
	| { readonly kind: "ignored"; readonly ssrc: number }
	| { readonly kind: "answer"; readonly ssrc: number; readonly response: Buffer };

const OTHER: DiscoveryAnswer = { kind: "other" };

export class DiscoveryAnswers {
	/** Number of requests by SSRC, oldest first. */
	private readonly requests = new Map<number, number>();

	public constructor(private readonly options: ResolvedMediaOptions) {}

	/** Handles a datagram. Anything but a discovery request is `other`. */
	public read(datagram: Buffer, { ip, port }: MediaAddress): DiscoveryAnswer {
		const ssrc = decodeIpDiscoveryRequest(datagram);
		if (ssrc === undefined) return OTHER;
		const { discoveryRefusesTails, discoveryDropFirst, discoveryForeignSsrc } = this.options;
		const hasTail = datagram.subarray(TAIL_OFFSET).some((byte) => byte !== 0);
		if (hasTail && discoveryRefusesTails) return { kind: "ignored", ssrc };
		if (this.count(ssrc) <= discoveryDropFirst) return { kind: "ignored", ssrc };
		const told = discoveryForeignSsrc ? (ssrc + 1) % 2 ** 32 : ssrc;
		return { kind: "answer", ssrc, response: encodeIpDiscoveryResponse({ ssrc: told, address: ip, port }) };
	}

	private count(ssrc: number): number {
		const count = (this.requests.get(ssrc) ?? 0) + 1;
		this.requests.set(ssrc, count);
		if (this.requests.size > MAX_COUNTED) this.requests.delete([...this.requests.keys()][0]!);
		return count;
	}
}
