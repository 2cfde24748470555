/** Datagram counts of one voice session or the whole server. Holds values only. */

/** Why a datagram from a client was dropped. */
export const DROP_CAUSES = [
	"malformed",
	"unknownSender",
	"unauthentic",
	"foreignSsrc",
	"unmapped",
	"muted",
	"blackhole",
] as const;
export type DropCause = (typeof DROP_CAUSES)[number];

export interface MediaStats {
	/** Datagrams from the client: RTP, RTCP, keepalives and discovery. */
	readonly received: number;
	/** RTP and RTCP packets from the client that were forwarded. */
	readonly forwarded: number;
	/** RTP and RTCP packets to the client. */
	readonly sent: number;
	/** Keepalives from the client. */
	readonly pings: number;
	/** Dropped datagrams from the client, by cause. */
	readonly dropped: Readonly<Partial<Record<DropCause, number>>>;
}

export class MediaCounts {
	private readonly counts = { received: 0, forwarded: 0, sent: 0, pings: 0 };
	private readonly dropped: Partial<Record<DropCause, number>> = {};

	public add(name: "received" | "forwarded" | "sent" | "pings"): void {
		this.counts[name] += 1;
	}

	public drop(cause: DropCause): void {
		this.dropped[cause] = (this.dropped[cause] ?? 0) + 1;
	}

	public stats(): MediaStats {
		return { ...this.counts, dropped: { ...this.dropped } };
	}
}
