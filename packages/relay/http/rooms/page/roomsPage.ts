/** The operator's page `/rooms`: bots, seats, rooms and what clients lack. It reloads itself and has no script. Pure. */

import type { CellReport, SeatReport } from "../../../room/HubReport.ts";
import type { RoomLine, RoomsReport } from "../../../telemetry/roomsReport.ts";
import { html, Markup } from "./html.ts";
import { PAGE_STYLE } from "./pageStyle.ts";

/** Seconds between two loads. */
const REFRESH = 2;
/** Rooms on the page; `/rooms.json` has all. */
const MOST_ROOMS = 500;
/** Identifies that are left when a bot stops identifying. */
const RESERVE = 100;
/** Segments behind which a client gets a snapshot. */
const MOST_BEHIND = 30;

/** How each state of a cell is shown. */
const CELL_LOOKS: Readonly<Record<CellReport["state"], string>> = {
	connecting: "",
	ready: "good",
	limited: "bad",
	stopped: "bad",
};
const SEAT_LOOKS: Readonly<Record<SeatReport["state"], string>> = {
	out: "",
	asked: "",
	open: "good",
	waiting: "",
	leaving: "",
};
const SPEAKER_LOOKS: Readonly<Record<RoomLine["speakers"], string>> = { live: "good", elsewhere: "", none: "" };

/** @param node Name of the relay. */
export function roomsPage(report: RoomsReport, node: string): string {
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="color-scheme" content="light dark" />
				<meta http-equiv="refresh" content="${REFRESH}" />
				<title>Rooms of relay ${node}</title>
				<style>
					${new Markup(PAGE_STYLE)}
				</style>
			</head>
			<body>
				<header>
					<h1>Rooms of relay ${node}</h1>
					<p class="quiet">reloads every ${REFRESH} s · <code>/rooms.json</code> has the same as JSON</p>
				</header>
				<main>${totals(report)}${bots(report)}${seats(report)}${rooms(report)}</main>
			</body>
		</html>`.text;
}

function totals({ rooms, watches, webSockets, segments, segmentsSent, snapshots }: RoomsReport): Markup {
	const facts: ReadonlyArray<readonly [name: string, value: number]> = [
		["rooms", rooms.length],
		["watches", watches],
		["WebSockets", webSockets],
		["segments", segments],
		["segments sent", segmentsSent],
		["first snapshots", snapshots.first],
		["snapshots after a new term", snapshots.term],
		["snapshots of slow clients", snapshots.behind],
	];
	return html`<section aria-label="Totals">
		<dl>
			${facts.map(
				([name, value]) =>
					html`<div>
						<dt>${name}</dt>
						<dd>${value}</dd>
					</div>`,
			)}
		</dl>
	</section>`;
}

function bots({ bots: all }: RoomsReport): Markup {
	const rows = all.flatMap(({ name, identifiesLeft, identifiesTotal, cells }) =>
		cells.map(
			({ shard, state, reason, term, identifies, resumes }) =>
				html`<tr>
					<td>${name}</td>
					<td class="number">${shard}</td>
					<td><span class="state ${CELL_LOOKS[state]}">${state}</span></td>
					<td class="quiet">${reason}</td>
					<td class="number">${term}</td>
					<td class="number">${identifies}</td>
					<td class="number">${resumes}</td>
					<td class="number ${(identifiesLeft ?? Infinity) <= RESERVE ? "alarm" : ""}">
						${identifiesLeft ?? "?"} of ${identifiesTotal ?? "?"}
					</td>
				</tr>`,
		),
	);
	const heads = ["bot", "#shard", "state", "reason", "#term", "#Identifies", "#Resumes", "#Identifies left today"];
	return table("Bots", heads, rows, "No bot: name one in RELAY_BOTS.");
}

function seats({ bots: all }: RoomsReport): Markup {
	const rows = all.flatMap(({ name, cells }) =>
		cells.flatMap((cell) =>
			cell.seats.map(
				({ guild, channel, state, reason, robbed }) =>
					html`<tr>
						<td>${name}</td>
						<td><code>${guild}</code></td>
						<td><code>${channel ?? "–"}</code></td>
						<td><span class="state ${SEAT_LOOKS[state]}">${state}</span></td>
						<td class="quiet">${reason}</td>
						<td class="number ${robbed > 0 ? "alarm" : ""}">${robbed}</td>
					</tr>`,
			),
		),
	);
	const heads = ["bot", "guild", "channel", "state", "reason", "#taken by others"];
	return table("Seats", heads, rows, "No seat: a bot joins a channel when a client with the right join watches it.");
}

function rooms({ rooms: all }: RoomsReport): Markup {
	const shown = all.toSorted((one, other) => other.watchers - one.watchers).slice(0, MOST_ROOMS);
	const heads = [
		"room",
		"bot",
		"guild",
		"channel",
		"#watchers",
		"#members",
		"#speaking",
		"speakers",
		"reason",
		"#position",
		"#lag",
	];
	const title = all.length > shown.length ? `Rooms: ${shown.length} of ${all.length}` : "Rooms";
	return table(title, heads, shown.map(roomRow), "No room is watched.");
}

function roomRow(room: RoomLine): Markup {
	const { key, name, watchers, members, speaking, speakers, reason, term, n, lag } = room;
	return html`<tr>
		<td>${name ?? "–"}</td>
		<td>${key.bot}</td>
		<td><code>${key.guild}</code></td>
		<td><code>${key.channel ?? "all"}</code></td>
		<td class="number">${watchers}</td>
		<td class="number">${members}</td>
		<td class="number">${speaking}</td>
		<td><span class="state ${SPEAKER_LOOKS[speakers]}">${speakers}</span></td>
		<td class="quiet">${reason}</td>
		<td class="number">${term}/${n}</td>
		<td class="number ${lag > MOST_BEHIND ? "alarm" : ""}">${lag}</td>
	</tr>`;
}

/** @param heads Those that begin with # are of numbers. @param empty Shown without rows. */
function table(title: string, heads: ReadonlyArray<string>, rows: ReadonlyArray<Markup>, empty: string): Markup {
	if (rows.length === 0) {
		return html`<section>
			<h2>${title}</h2>
			<p class="empty">${empty}</p>
		</section>`;
	}
	const cells = heads.map((head) => {
		const isNumber = head.startsWith("#");
		return html`<th scope="col" class="${isNumber ? "number" : ""}">${isNumber ? head.slice(1) : head}</th>`;
	});
	return html`<section>
		<h2>${title}</h2>
		<table>
			<thead>
				<tr>
					${cells}
				</tr>
			</thead>
			<tbody>
				${rows}
			</tbody>
		</table>
	</section>`;
}
