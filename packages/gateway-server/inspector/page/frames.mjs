/** List of frames and events: filtered, bounded, and scrolled to the end. */

import { byId, element } from "./dom.mjs";
import { passes, rowOf } from "./filter.mjs";

/** @typedef {import("./filter.mjs").Row} Row */
/** @typedef {import("../Recorder.ts").InspectorEntry} InspectorEntry */

/** Maximum number of rows kept, and of rows drawn. */
const MAX_KEPT = 2000;
const MAX_DRAWN = 300;

/** Distance from the end in pixels within which the list keeps scrolling. */
const FOLLOW_DISTANCE = 40;

/** Label for the source of a row. */
const SOURCES = { in: "client →", out: "← server", event: "event" };

export class Frames {
	#body = byId("rows");
	#scroll = byId("scroll");
	#form = /** @type {HTMLFormElement} */ (byId("filter"));
	#pause = byId("pause");
	/** @type {Row[]} */
	#rows = [];
	/** @type {Row[]} rows added since the last drawing */
	#fresh = [];
	/** @type {Map<string, string>} sessions by connection, see `connectionOf` */
	#sessions = new Map();
	#sessionId = "";
	#isPaused = false;
	#instructions = "";
	#isWaiting = false;

	constructor() {
		this.#form.addEventListener("input", () => this.#redraw());
		this.#form.addEventListener("submit", (event) => event.preventDefault());
		this.#pause.addEventListener("click", () => this.#setPaused(!this.#isPaused));
		byId("clear").addEventListener("click", () => {
			this.#rows = [];
			this.#redraw();
		});
		this.#redraw();
	}

	/** Sets the hint shown while there are no frames. @param {string} text */
	explain(text) {
		if (text === this.#instructions) return;
		this.#instructions = text;
		this.#append([]);
	}

	/** Shows the rows of one session, or of all if `sessionId` is empty. @param {string} sessionId */
	choose(sessionId) {
		this.#sessionId = sessionId;
		this.#redraw();
	}

	/** @param {InspectorEntry} entry */
	add(entry) {
		const row = rowOf(entry);
		if (row === undefined) return;
		if (row.connection !== undefined && row.sessionId !== undefined) this.#learn(connectionOf(row), row.sessionId);
		this.#rows.push(row);
		if (this.#rows.length > MAX_KEPT) this.#rows.shift();
		if (this.#isPaused) return;
		this.#fresh.push(row);
		if (this.#isWaiting) return;
		this.#isWaiting = true;
		requestAnimationFrame(() => this.#drawFresh());
	}

	/** Records that entries were skipped. @param {number} count */
	skip(count) {
		const body = `${count} entries were skipped: the page was too slow`;
		this.#rows.push({
			at: Date.now(),
			direction: "event",
			gateway: "",
			connection: undefined,
			sessionId: undefined,
			op: "",
			opName: "",
			what: "skipped",
			header: body,
			body,
		});
		this.#redraw();
	}

	/**
	 * Assigns a connection to a session, so that its earlier Hello and Identify count as the session's.
	 * @param {string} connection
	 * @param {string} sessionId
	 */
	#learn(connection, sessionId) {
		if (this.#sessions.get(connection) === sessionId) return;
		this.#sessions.set(connection, sessionId);
		if (!this.#isPaused) requestAnimationFrame(() => this.#redraw());
	}

	/** @param {boolean} isPaused */
	#setPaused(isPaused) {
		this.#isPaused = isPaused;
		this.#pause.setAttribute("aria-pressed", String(isPaused));
		this.#pause.textContent = isPaused ? "Resume" : "Pause";
		if (!isPaused) this.#redraw();
	}

	/** @param {Row} row */
	#passes(row) {
		const values = new FormData(this.#form);
		/** @param {string} name */
		const value = (name) => String(values.get(name) ?? "");
		const filter = {
			sessionId: this.#sessionId,
			...{
				direction: value("direction"),
				gateway: value("gateway"),
				opcode: value("opcode"),
				text: value("text"),
			},
		};
		const known = row.connection === undefined ? undefined : this.#sessions.get(connectionOf(row));
		return passes(row, filter, row.sessionId ?? known);
	}

	#redraw() {
		this.#fresh = [];
		this.#body.replaceChildren();
		this.#append(this.#rows.filter((row) => this.#passes(row)));
		this.#scroll.scrollTop = this.#scroll.scrollHeight;
	}

	#drawFresh() {
		this.#isWaiting = false;
		const { scrollTop, scrollHeight, clientHeight } = this.#scroll;
		const follows = scrollHeight - scrollTop - clientHeight < FOLLOW_DISTANCE;
		this.#append(this.#fresh.filter((row) => this.#passes(row)));
		this.#fresh = [];
		if (follows) this.#scroll.scrollTop = this.#scroll.scrollHeight;
	}

	/** @param {readonly Row[]} rows */
	#append(rows) {
		this.#body.append(...rows.slice(-MAX_DRAWN).map(draw));
		while (this.#body.children.length > MAX_DRAWN) this.#body.firstElementChild?.remove();
		const empty = byId("no-frames");
		empty.hidden = this.#body.children.length > 0;
		empty.textContent =
			this.#rows.length === 0 ? `No frames yet. ${this.#instructions}` : "No frames match the filter.";
	}
}

/** Identifies a connection: both gateways number theirs from 1. @param {Row} row */
function connectionOf({ gateway, connection }) {
	return connection === undefined ? "" : `${gateway} ${connection}`;
}

/** @param {Row} row */
function draw(row) {
	const content = element("button", { type: "button", "aria-expanded": "false", class: "content" });
	const label = row.direction === "event" ? row.header : row.header.replace(` ${row.what} `, " ");
	content.append(element("span", { class: "label" }, label));
	if (row.direction !== "event") content.append(element("span", { class: "body" }, row.body));
	content.addEventListener("click", () => {
		content.setAttribute("aria-expanded", String(content.getAttribute("aria-expanded") !== "true"));
	});
	const time = new Date(row.at);
	return element(
		"tr",
		{ class: row.direction },
		element(
			"td",
			{ class: "numbers" },
			`${time.toTimeString().slice(0, 8)}.${String(time.getMilliseconds()).padStart(3, "0")}`,
		),
		element("td", { class: "source" }, SOURCES[row.direction]),
		element("td", { class: "numbers" }, connectionOf(row)),
		element("td", { class: "what" }, row.what),
		element("td", {}, content),
	);
}
