/** Where times lie in a lane. Pure. */

/** @typedef {import("../snapshot.ts").Snapshot} Snapshot */

/** Milliseconds from the left end of a lane to the right one, which is now. The server looks back as far. */
const WINDOW = 30_000;

/**
 * Place of a time span, in percent of the lane.
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
 * Channel whose lanes are shown: that of the chosen session, else the first that has any.
 * @param {Pick<Snapshot, "channels" | "sessions">} snapshot
 * @param {string} chosen id of a session; empty for none
 */
export function channelOf({ channels, sessions }, chosen) {
	const channelId = sessions.find(({ id }) => id === chosen)?.encryption?.channelId;
	return channelId === undefined ? channels[0] : channels.find((channel) => channel.channelId === channelId);
}
