/** Positions of times in a lane. Pure. */

/** @typedef {import("../snapshot.ts").Snapshot} Snapshot */

/** Width of a lane in milliseconds. The right edge is now. The server uses the same window. */
const WINDOW = 30_000;

/**
 * Position of a time span, in percent of the lane.
 * @param {number} from
 * @param {number} to
 * @param {number} now
 */
export function placeOf(from, to, now) {
	const begin = now - WINDOW;
	/** @param {number} at */
	const percent = (at) => (100 * (Math.min(Math.max(at, begin), now) - begin)) / WINDOW;
	return { left: percent(from), width: percent(to) - percent(from) };
}

/**
 * The channel to show: that of the chosen session, otherwise the first with lanes.
 * @param {Pick<Snapshot, "channels" | "sessions">} snapshot
 * @param {string} chosen ID of a session; empty if none
 */
export function channelOf({ channels, sessions }, chosen) {
	const channelId = sessions.find(({ id }) => id === chosen)?.encryption?.channelId;
	return channelId === undefined ? channels[0] : channels.find((channel) => channel.channelId === channelId);
}
