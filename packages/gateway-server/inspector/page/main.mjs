/** Assembles the page and passes stream updates to its parts. */

import { follow } from "./api.mjs";
import { Controls } from "./controls.mjs";
import { byId } from "./dom.mjs";
import { Details } from "./details.mjs";
import { Frames } from "./frames.mjs";
import { channelOf } from "./lanes.mjs";
import { Plot } from "./plot.mjs";
import { Series } from "./series.mjs";
import { Sessions } from "./sessions.mjs";
import { Speaking } from "./speaking.mjs";

/** @typedef {import("../snapshot.ts").Snapshot} Snapshot */

/** Milliseconds that the copy button shows its result. */
const COPIED_FOR = 1500;

const series = new Series();
const plot = new Plot();
const frames = new Frames();
const controls = new Controls();
const details = new Details();
const speaking = new Speaking();
/** @type {Snapshot | undefined} */
let latest;

const sessions = new Sessions(() => {
	frames.choose(sessions.chosen);
	drawChosen();
	drawPlot();
});

/** The session to plot: the chosen one, otherwise the first with data. */
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
	const whose = sessions.chosen === "" && points.length > 0 && plotted();
	byId("plot-now").textContent = [whose, ...parts].filter(Boolean).join(" · ");
}

function drawChosen() {
	if (latest === undefined) return;
	const { bot, server } = latest;
	const session = latest.sessions.find(({ id }) => id === sessions.chosen);
	const isBot = sessions.chosen === bot.id;
	if (isBot) controls.choose({ id: bot.id, kind: "bot" });
	else controls.choose(session && { id: session.id, kind: session.gateway });
	const values = isBot ? bot.values : (session?.values ?? {});
	controls.update(/** @type {Record<string, unknown>} */ (values), server.values);
	details.show(session);
	speaking.show(channelOf(latest, sessions.chosen), latest.at);
}

/** @param {Snapshot} snapshot */
function showSnapshot(snapshot) {
	latest = snapshot;
	const { url, connectionCount, connectionsTotal } = snapshot.server;
	byId("voice-address").textContent = `${url}/?v=8`;
	byId("main-address").textContent = `${url}/?v=10&encoding=json`;
	byId("counts").textContent = `${connectionCount} open of ${connectionsTotal} connections`;
	frames.explain("Connect a client to one of the addresses above.");
	sessions.show(snapshot);
	drawChosen();
}

/** @param {boolean} isOpen */
function showLink(isOpen) {
	const link = byId("link");
	link.dataset.state = isOpen ? "open" : "lost";
	link.textContent = isOpen ? "live" : "disconnected, reconnecting…";
}

/** @param {HTMLElement} button names the element to copy in `data-copies` */
async function copy(button) {
	try {
		await navigator.clipboard.writeText(byId(button.dataset.copies ?? "").textContent ?? "");
		button.textContent = "Copied";
	} catch {
		button.textContent = "Not allowed";
	}
	setTimeout(() => (button.textContent = "Copy"), COPIED_FOR);
}

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-copies]"))) {
	button.addEventListener("click", () => void copy(button));
}

follow({
	onControls: (descriptions) => {
		controls.offer(descriptions);
		drawChosen();
	},
	onSnapshot: showSnapshot,
	onEntry: (entry) => {
		frames.add(entry);
		if (series.add(entry)) drawPlot();
	},
	onSkipped: (count) => frames.skip(count),
	onLink: showLink,
});
