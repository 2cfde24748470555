/** Lanes of a voice channel: when each member spoke according to its packets, and when op 5 was sent. */

import { byId, element } from "./dom.mjs";
import { placeOf } from "./lanes.mjs";

/** @typedef {import("../SpeakingLanes.ts").ChannelLanes} ChannelLanes */
/** @typedef {import("../SpeakingLanes.ts").Lane} Lane */

export class Speaking {
	#panel = byId("speaking");
	#rows = byId("lanes");

	/**
	 * @param {ChannelLanes | undefined} channel undefined hides the panel
	 * @param {number} now time of the server, in milliseconds
	 */
	show(channel, now) {
		this.#panel.hidden = channel === undefined;
		if (channel === undefined) return;
		const { lanes, channelId } = channel;
		const count = lanes.filter(({ isSpeaking }) => isSpeaking).length;
		byId("speaking-now").textContent = `channel ${channelId} · ${count} of ${lanes.length} speaking`;
		this.#rows.replaceChildren(...lanes.map((lane) => rowOf(lane, now)));
	}
}

/**
 * @param {Lane} lane
 * @param {number} now
 */
function rowOf({ userId, ssrc, packets, rate, isSpeaking, spoken, mapped }, now) {
	const track = element("div", { class: "track" });
	for (const [from, to] of spoken) {
		const { left, width } = placeOf(from, isSpeaking && to === spoken.at(-1)?.[1] ? now : to, now);
		track.append(mark("spoken", left, width));
	}
	for (const at of mapped) track.append(mark("mapped", placeOf(at, at, now).left));
	const row = element(
		"tr",
		{},
		element("th", { scope: "row" }, userId),
		element("td", { class: "quiet" }, String(ssrc)),
		element("td", { class: "state" }, isSpeaking ? "speaking" : "silent"),
		element("td", { class: "lane" }, track),
		element("td", { class: "numbers" }, `${packets.toLocaleString("en")} packets · ${rate}/s`),
	);
	row.dataset.speaks = String(isSpeaking);
	return row;
}

/**
 * @param {string} kind
 * @param {number} left percent
 * @param {number} [width] percent
 */
function mark(kind, left, width) {
	const made = element("span", { class: kind });
	made.style.left = `${left}%`;
	if (width !== undefined) made.style.width = `${width}%`;
	return made;
}
