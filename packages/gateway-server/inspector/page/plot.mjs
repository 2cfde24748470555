/** Plots the points of one session with uPlot. */

import uPlot from "/inspector/uPlot.mjs";
import { byId } from "./dom.mjs";
import { widenBreaks } from "./series.mjs";

/** @typedef {import("./series.mjs").Point} Point */

/** Maximum and minimum time range of the plot in seconds. */
const LONGEST = 120;
const SHORTEST = 20;

/** Height in pixels. */
const HEIGHT = 200;

export class Plot {
	#box = byId("plot");
	/** @type {uPlot | undefined} */
	#plot;
	/** @type {readonly Point[]} */
	#points = [];

	constructor() {
		const dark = matchMedia("(prefers-color-scheme: dark)");
		dark.addEventListener("change", () => this.#draw());
		new ResizeObserver(() => this.#plot?.setSize(this.#size())).observe(this.#box);
	}

	/** @param {readonly Point[]} points */
	show(points) {
		this.#points = points;
		const isEmpty = points.length === 0;
		byId("no-beats").hidden = !isEmpty;
		this.#box.hidden = isEmpty;
		if (isEmpty) return;
		if (this.#plot === undefined) this.#draw();
		else this.#plot.setData(this.#data());
	}

	#size() {
		return { width: Math.max(this.#box.clientWidth, 100), height: HEIGHT };
	}

	/** @returns {uPlot.AlignedData} */
	#data() {
		const points = this.#points;
		return [
			points.map(({ at }) => at),
			widenBreaks(points.map(({ spacing }) => spacing)),
			points.map(({ silent }) => silent),
			widenBreaks(points.map(({ ping }) => ping)),
		];
	}

	#draw() {
		this.#plot?.destroy();
		const style = getComputedStyle(this.#box);
		/** @param {string} name */
		const colour = (name) => style.getPropertyValue(name).trim();
		this.#plot = new uPlot(
			{
				...this.#size(),
				legend: { show: false },
				cursor: { show: false },
				scales: { x: { range: () => this.#range() }, s: upTo(1.25), ms: upTo(1.6) },
				axes: axes(colour("--quiet"), colour("--line")),
				series: [
					{},
					series(colour("--accent"), "s", 2),
					series(colour("--bad"), "s", 0),
					series(colour("--second"), "ms", 1.5),
				],
			},
			this.#data(),
			this.#box,
		);
	}

	/**
	 * Range of the time axis in seconds, by the server's clock.
	 * @returns {[number, number]}
	 */
	#range() {
		const end = this.#points.at(-1)?.at ?? 0;
		const start = this.#points[0]?.at ?? 0;
		return [Math.min(Math.max(start, end - LONGEST), end - SHORTEST), end];
	}
}

/** @param {number} seconds */
function timeOf(seconds) {
	return new Date(seconds * 1000).toTimeString().slice(0, 8);
}

/**
 * A scale from 0 to a factor above the maximum, which keeps two lines apart.
 * @param {number} factor
 * @returns {uPlot.Scale}
 */
function upTo(factor) {
	return { range: (_plot, _low, high) => [0, high === null ? 1 : high * factor] };
}

/**
 * Time at the bottom, seconds on the left, milliseconds on the right.
 * @param {string} text colour
 * @param {string} line colour
 * @returns {uPlot.Axis[]}
 */
function axes(text, line) {
	const axis = { stroke: text, grid: { stroke: line, width: 1 }, ticks: { show: false } };
	/** @param {string} unit */
	const values = (unit) => (/** @type {uPlot} */ _plot, /** @type {number[]} */ splits) =>
		splits.map((value) => `${Number(value.toFixed(2))} ${unit}`);
	return [
		{ ...axis, values: (_plot, splits) => splits.map((value) => timeOf(value)), space: 90, size: 30 },
		{ ...axis, scale: "s", values: values("s"), size: 56 },
		{ ...axis, scale: "ms", side: 1, values: values("ms"), size: 62, grid: { show: false } },
	];
}

/**
 * @param {string} stroke colour
 * @param {string} scale
 * @param {number} width of the line; 0 for points alone
 * @returns {uPlot.Series}
 */
function series(stroke, scale, width) {
	return { scale, stroke, width, points: { show: true, size: width === 0 ? 9 : 5, fill: stroke } };
}
