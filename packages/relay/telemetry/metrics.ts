/** Metrics for Prometheus. Each relay has its own registry, so that tests can run several. */

import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { MediaState } from "../voice/media/health.ts";
import type { MediaTotals } from "../voice/media/MediaPart.ts";
import { MEDIA_OUTCOMES, MEDIA_STATES } from "../voice/media/MediaParts.ts";

import { addRoomMetrics } from "./roomMetrics.ts";
import type { RoomsReport } from "./roomsReport.ts";

/** Values that are read on each scrape. */
export interface Gauges {
	readonly links: () => number;
	readonly sockets: () => number;
	readonly bufferedBytes: () => number;
	readonly daveSessions: () => number;
	readonly mediaSessions: (state: MediaState) => number;
	readonly rooms: () => RoomsReport;
	/** Since the start. */
	readonly mediaPackets: () => MediaTotals;
}

export class Metrics {
	public readonly registry = new Registry();
	public readonly records: Counter<"direction" | "type">;
	public readonly bytes: Counter<"direction">;
	public readonly socketEnds: Counter<"by" | "code">;
	public readonly linkEnds: Counter<"reason">;
	public readonly requests: Counter<"route" | "status">;
	public readonly daveRecoveries: Counter<"news">;
	public readonly heldPolls: Gauge;
	public readonly pollSeconds: Histogram;

	/** @param isDefault Whether to collect process metrics too. */
	public constructor(gauges: Gauges, isDefault = true) {
		const registers = [this.registry];
		if (isDefault) collectDefaultMetrics({ register: this.registry });
		this.records = new Counter({
			name: "relay_records_total",
			help: "records carried",
			labelNames: ["direction", "type"],
			registers,
		});
		this.bytes = new Counter({
			name: "relay_record_bytes_total",
			help: "bytes of messages carried",
			labelNames: ["direction"],
			registers,
		});
		this.socketEnds = new Counter({
			name: "relay_sockets_ended_total",
			help: "sockets that ended; by: peer, client, network, relay, or open for one that never opened",
			labelNames: ["by", "code"],
			registers,
		});
		this.linkEnds = new Counter({
			name: "relay_links_ended_total",
			help: "links that ended",
			labelNames: ["reason"],
			registers,
		});
		this.requests = new Counter({
			name: "relay_requests_total",
			help: "requests answered",
			labelNames: ["route", "status"],
			registers,
		});
		this.daveRecoveries = new Counter({
			name: "relay_dave_recoveries_total",
			help: "DAVE sessions out of their group; news: begun, done, failed, hopeless",
			labelNames: ["news"],
			registers,
		});
		this.heldPolls = new Gauge({ name: "relay_polls_held", help: "polls that wait", registers });
		this.pollSeconds = new Histogram({
			name: "relay_poll_seconds",
			help: "how long polls were held",
			buckets: [0.05, 0.25, 1, 5, 10, 20, 30],
			registers,
		});
		for (const [name, help, read] of [
			["relay_links", "links", gauges.links],
			["relay_sockets", "sockets", gauges.sockets],
			["relay_buffered_bytes", "bytes that wait for clients", gauges.bufferedBytes],
			["relay_dave_sessions", "voice sessions for which DAVE is carried", gauges.daveSessions],
		] as const) {
			new Gauge({
				name,
				help,
				registers,
				collect() {
					this.set(read());
				},
			});
		}
		this.addMedia(gauges);
		addRoomMetrics(this.registry, gauges.rooms);
	}

	private addMedia({ mediaSessions, mediaPackets }: Gauges): void {
		const registers = [this.registry];
		new Gauge({
			name: "relay_media_sessions",
			help: "voice sessions that are told who speaks; state: opening, live, unavailable, lost",
			labelNames: ["state"],
			registers,
			collect() {
				for (const state of MEDIA_STATES) this.set({ state }, mediaSessions(state));
			},
		});
		new Counter({
			name: "relay_media_packets_total",
			help: "datagrams of voice servers; outcome: a kind such as speech or silence, or a cause such as refused or shed",
			labelNames: ["outcome"],
			registers,
			collect() {
				this.reset();
				const totals = mediaPackets();
				for (const outcome of MEDIA_OUTCOMES) this.inc({ outcome }, totals[outcome]);
			},
		});
		new Counter({
			name: "relay_media_unmapped_total",
			help: "packets with speech of an SSRC that belongs to no known user",
			registers,
			collect() {
				this.reset();
				this.inc(mediaPackets().unmapped);
			},
		});
	}
}
