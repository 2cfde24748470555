/** Points of the plot, by session. Bounded. Pure. */

/** Most points kept for a session. */
const MAX_POINTS = 600;

/**
 * One moment; what was not measured then is null.
 * @typedef {object} Point
 * @property {number} at seconds
 * @property {number | null} spacing seconds since the last heartbeat, answered
 * @property {number | null} silent the same, unanswered
 * @property {number | null} ping milliseconds
 */

export class Series {
	/** @type {Map<string, Point[]>} */
	#points = new Map();

	/**
	 * Takes an entry in; one that holds no measure is passed over.
	 * @param {import("../Recorder.ts").InspectorEntry} entry
	 * @returns {boolean} whether it was a measure
	 */
	add(entry) {
		if (entry.type !== "heartbeat" && entry.type !== "ping") return false;
		if (entry.type === "heartbeat" && entry.spacing === undefined) return false;
		const points = this.#points.get(entry.sessionId) ?? [];
		this.#points.set(entry.sessionId, points);
		points.push(pointOf(entry));
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
 * @param {import("../Recorder.ts").InspectorEntry & { readonly type: "heartbeat" | "ping" }} entry
 * @returns {Point}
 */
function pointOf(entry) {
	const point = { at: entry.at / 1000, spacing: null, silent: null, ping: null };
	if (entry.type === "ping") return { ...point, ping: entry.latency };
	const spacing = (entry.spacing ?? 0) / 1000;
	return entry.acknowledged ? { ...point, spacing } : { ...point, silent: spacing };
}
