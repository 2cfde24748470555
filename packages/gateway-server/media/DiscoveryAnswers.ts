/**
 * Answers IP discovery: a client learns the address that its datagrams come from.
 * Source: Discord Docs, "Voice Connections", section "IP Discovery"; some servers refuse requests whose tail is not zero
 * (dysnomia PR #205).
 */

import { decodeIpDiscoveryRequest, encodeIpDiscoveryResponse } from "../../shared/rtp/discovery.ts";
import type { ResolvedMediaOptions } from "./mediaOptions.ts";
import type { MediaAddress } from "./MediaSocket.ts";

/** Where the address begins in a request. */
const TAIL_OFFSET = 8;

/** SSRCs whose requests are counted; one more, and the first is forgotten. */
const MAX_COUNTED = 1000;

/** What a datagram asks for. */
export type DiscoveryVerdict =
	| { readonly kind: "other" }
	| { readonly kind: "ignored"; readonly ssrc: number }
	| { readonly kind: "answer"; readonly ssrc: number; readonly response: Buffer };

const OTHER: DiscoveryVerdict = { kind: "other" };

export class DiscoveryAnswers {
	/** Requests so far by SSRC, the oldest first. */
	private readonly requests = new Map<number, number>();

	public constructor(private readonly options: ResolvedMediaOptions) {}

	/** Reads a datagram. Whatever is not a request is `other`. */
	public read(datagram: Buffer, { ip, port }: MediaAddress): DiscoveryVerdict {
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
