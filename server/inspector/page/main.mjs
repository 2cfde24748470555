/** Puts the page together: each part draws what the stream tells. */

import { follow } from "./api.mjs";
import { Controls } from "./controls.mjs";
import { byId } from "./dom.mjs";
import { Frames } from "./frames.mjs";
import { Plot } from "./plot.mjs";
import { Series } from "./series.mjs";
import { Sessions } from "./sessions.mjs";

/** @typedef {import("../snapshot.ts").Snapshot} Snapshot */

/** Milliseconds that a button says what came of it. */
const COPIED_FOR = 1500;

const series = new Series();
const plot = new Plot();
const frames = new Frames();
const controls = new Controls();
/** @type {Snapshot | undefined} */
let latest;

const sessions = new Sessions(() => {
	frames.choose(sessions.chosen);
	controls.choose(sessions.chosen);
	drawValues();
	drawPlot();
});

/** Without a chosen session, the plot shows the first that has something to show. */
function plotted() {
	if (sessions.chosen !== "") return sessions.chosen;
	return latest?.sessions.find(({ id }) => series.of(id).length > 0)?.id ?? "";
}

function drawPlot() {
	const points = series.of(plotted());
	plot.show(points);
	const beat = points.findLast(({ spacing, silent }) => typeof (spacing ?? silent) === "number");
	const ping = points.findLast((point) => typeof point.ping === "number")?.ping;
	const parts = [
		beat && `heartbeat after ${(beat.spacing ?? beat.silent ?? 0).toFixed(2)} s`,
		typeof ping === "number" && `ping ${ping.toFixed(1)} ms`,
	];
	byId("plot-now").textContent = parts.filter(Boolean).join(" · ");
}

function drawValues() {
	if (latest === undefined) return;
	const session = latest.sessions.find(({ id }) => id === sessions.chosen);
	controls.update(/** @type {Record<string, unknown>} */ (session?.values ?? {}), latest.server.values);
}

/** @param {Snapshot} snapshot */
function showSnapshot(snapshot) {
	latest = snapshot;
	const { url, connectionCount, connectionsTotal } = snapshot.server;
	byId("address").textContent = `${url}/?v=8`;
	byId("counts").textContent = `${connectionCount} open of ${connectionsTotal} connections`;
	frames.explain(`Connect a voice client to ${url}/?v=8, and let it identify with one of the sessions.`);
	sessions.show(snapshot.sessions);
	drawValues();
}

/** @param {boolean} isOpen */
function showLink(isOpen) {
	const link = byId("link");
	link.dataset.state = isOpen ? "open" : "lost";
	link.textContent = isOpen ? "live" : "server is gone, trying again…";
}

byId("copy").addEventListener("click", async () => {
	const button = byId("copy");
	try {
		await navigator.clipboard.writeText(byId("address").textContent ?? "");
		button.textContent = "Copied";
	} catch {
		button.textContent = "Not allowed";
	}
	setTimeout(() => (button.textContent = "Copy"), COPIED_FOR);
});

follow({
	onControls: (descriptions) => {
		controls.offer(descriptions);
		drawValues();
	},
	onSnapshot: showSnapshot,
	onEntry: (entry) => {
		frames.add(entry);
		if (series.add(entry)) drawPlot();
	},
	onSkipped: (count) => frames.skip(count),
	onLink: showLink,
});
