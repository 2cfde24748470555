/** Metrics of bots, seats and rooms. */

import { Counter, Gauge, type Registry } from "prom-client";
import { SNAPSHOT_REASONS } from "../link/room/WatchBook.ts";
import type { BotReport, CellReport, SeatReport } from "../room/HubReport.ts";
import type { RoomsReport } from "./roomsReport.ts";

/** A sample: its labels and value. Samples with the same labels are added. */
type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

interface RoomMetric {
	readonly name: string;
	readonly help: string;
	readonly kind: "gauge" | "counter";
	readonly labels: ReadonlyArray<string>;
	readonly read: (report: RoomsReport) => ReadonlyArray<Sample>;
}

const one = (value: number): ReadonlyArray<Sample> => [[{}, value]];

/** Samples of each cell. */
const ofCells =
	(read: (cell: CellReport, bot: BotReport) => Sample) =>
	({ bots }: RoomsReport): ReadonlyArray<Sample> =>
		bots.flatMap((bot) => bot.cells.map((cell) => read(cell, bot)));

/** Samples of each seat. */
const ofSeats =
	(read: (seat: SeatReport, bot: BotReport) => Sample) =>
	({ bots }: RoomsReport): ReadonlyArray<Sample> =>
		bots.flatMap((bot) => bot.cells.flatMap(({ seats }) => seats.map((seat) => read(seat, bot))));

const gauge = (name: string, help: string, labels: ReadonlyArray<string>, read: RoomMetric["read"]): RoomMetric => ({
	name,
	help,
	kind: "gauge",
	labels,
	read,
});
const counter = (name: string, help: string, labels: ReadonlyArray<string>, read: RoomMetric["read"]): RoomMetric => ({
	...gauge(name, help, labels, read),
	kind: "counter",
});

const METRICS: ReadonlyArray<RoomMetric> = [
	gauge(
		"relay_cells",
		"main sessions of bots, one for each shard; state: connecting, ready, limited, stopped",
		["bot", "state"],
		ofCells(({ state }, bot) => [{ bot: bot.name, state }, 1]),
	),
	gauge(
		"relay_cell_term",
		"number of the ownership of a cell",
		["bot", "shard"],
		ofCells(({ shard, term }, bot) => [{ bot: bot.name, shard: String(shard) }, term]),
	),
	counter(
		"relay_identifies_total",
		"Identifies sent",
		["bot"],
		ofCells(({ identifies }, bot) => [{ bot: bot.name }, identifies]),
	),
	counter(
		"relay_resumes_total",
		"Resumes sent",
		["bot"],
		ofCells(({ resumes }, bot) => [{ bot: bot.name }, resumes]),
	),
	gauge("relay_identifies_left", "Identifies that Discord permits today, as far as known", ["bot"], ({ bots }) =>
		bots.flatMap(({ name, identifiesLeft: left }): ReadonlyArray<Sample> =>
			left === undefined ? [] : [[{ bot: name }, left]],
		),
	),
	gauge(
		"relay_seats",
		"seats of bots; state: out, asked, open, waiting, leaving",
		["bot", "state"],
		ofSeats(({ state }, bot) => [{ bot: bot.name, state }, 1]),
	),
	counter(
		"relay_seats_robbed_total",
		"seats that another process with the same bot took",
		["bot"],
		ofSeats(({ robbed }, bot) => [{ bot: bot.name }, robbed]),
	),
	gauge("relay_rooms", "rooms that are watched", [], ({ rooms }) => one(rooms.length)),
	gauge("relay_room_watches", "watches of clients", [], ({ watches }) => one(watches)),
	gauge("relay_room_sockets", "WebSockets of /v1/rooms", [], ({ webSockets }) => one(webSockets)),
	counter(
		"relay_room_segments_total",
		"different segments among those that were sent: each is encoded once",
		[],
		({ segments }) => one(segments),
	),
	counter("relay_room_segments_sent_total", "segments in records and texts to clients", [], ({ segmentsSent }) =>
		one(segmentsSent),
	),
	counter(
		"relay_room_snapshots_total",
		"snapshots among those that were sent; reason: first, term (of another ownership), behind (too far)",
		["reason"],
		({ snapshots }) => SNAPSHOT_REASONS.map((reason) => [{ reason }, snapshots[reason]]),
	),
	gauge("relay_room_lag_segments", "segments that the slowest client has not been sent", [], ({ rooms }) =>
		one(rooms.reduce((most, { lag }) => Math.max(most, lag), 0)),
	),
];

/** @param read Called once for each scrape. */
export function addRoomMetrics(registry: Registry, read: () => RoomsReport): void {
	const report = oncePerTurn(read);
	for (const { kind, name, help, labels, read: samples } of METRICS) {
		const options = { name, help, labelNames: [...labels], registers: [registry] };
		const collect = function (this: Gauge | Counter): void {
			this.reset();
			for (const [values, value] of samples(report())) this.inc(values, value);
		};
		if (kind === "gauge") new Gauge({ ...options, collect });
		else new Counter({ ...options, collect });
	}
}

/** Keeps a value until the current event is over: all metrics of a scrape are read in one. */
function oncePerTurn<Value>(read: () => Value): () => Value {
	let known: { readonly value: Value } | undefined;
	return () => {
		if (known === undefined) {
			known = { value: read() };
			queueMicrotask(() => (known = undefined));
		}
		return known.value;
	};
}
