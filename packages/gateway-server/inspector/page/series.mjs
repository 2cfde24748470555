/** Points of the plot, by session. Bounded. Pure. */

/** @typedef {import("../Recorder.ts").InspectorEntry} InspectorEntry */

/** Maximum number of points per session. */
const MAX_POINTS = 600;

/**
 * Measurements at one time. Absent values were not measured; null breaks the line.
 * @typedef {object} Point
 * @property {number} at seconds
 * @property {number | null} [spacing] seconds since the last heartbeat, answered
 * @property {number} [silent] the same, unanswered
 * @property {number | null} [ping] milliseconds
 */

export class Series {
	/** @type {Map<string, Point[]>} */
	#points = new Map();

	/**
	 * Adds an entry. Ignores entries without a measurement.
	 * @param {InspectorEntry} entry
	 * @returns {boolean} whether there is something new to draw
	 */
	add(entry) {
		const sessionId = entry.type === "event" ? closedSession(entry) : entry.sessionId;
		const point = pointOf(entry);
		if (sessionId === undefined || point === undefined) return false;
		const points = this.#points.get(sessionId) ?? [];
		// there is no line to break yet
		if (entry.type === "event" && points.length === 0) return false;
		this.#points.set(sessionId, points);
		points.push(point);
		if (points.length > MAX_POINTS) points.shift();
		return true;
	}

	/**
	 * @param {string} sessionId
	 * @returns {readonly Point[]}
	 */
	of(sessionId) {
		return this.#points.get(sessionId) ?? [];
	}
}

/**
 * Returns the session of a closed connection.
 * @param {InspectorEntry & { readonly type: "event" }} entry
 * @returns {string | undefined}
 */
function closedSession({ event }) {
	return event.kind === "closed" ? event.sessionId : undefined;
}

/**
 * @param {InspectorEntry} entry
 * @returns {Point | undefined}
 */
function pointOf(entry) {
	const at = entry.at / 1000;
	if (entry.type === "ping") return { at, ping: entry.latency };
	if (entry.type === "event") return { at, spacing: null, ping: null };
	if (entry.type !== "heartbeat" || entry.spacing === undefined) return undefined;
	const spacing = entry.spacing / 1000;
	return entry.acknowledged ? { at, spacing } : { at, spacing: null, silent: spacing };
}

/**
 * Widens each break to the values on both sides, because uPlot would draw stubs of the line into it.
 * @param {readonly (number | null | undefined)[]} values
 * @returns {(number | null | undefined)[]}
 */
export function widenBreaks(values) {
	const widened = [...values];
	let start = 0;
	for (let end = 0; end <= values.length; end++) {
		if (end < values.length && typeof values[end] !== "number") continue;
		if (values.slice(start, end).includes(null)) widened.fill(null, start, end);
		start = end + 1;
	}
	return widened;
}
