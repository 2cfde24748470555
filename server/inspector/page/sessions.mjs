/** List of sessions: which there are, how they are, and which is chosen. */

import { byId, element } from "./dom.mjs";

/** @typedef {import("../snapshot.ts").SessionSnapshot} SessionSnapshot */

/** What each state is called. */
const STATES = { registered: "waits for a client", connected: "connected", away: "away, may resume", ended: "ended" };

export class Sessions {
	/** Chosen session; empty for all. */
	chosen = "";
	#list = byId("sessions");
	/** @type {ReadonlySet<string>} */
	#known = new Set();
	#hasChosen = false;

	/** @param {() => void} onChoose */
	constructor(onChoose) {
		this.onChoose = onChoose;
	}

	/** @param {readonly SessionSnapshot[]} sessions */
	show(sessions) {
		const ids = new Set(sessions.map(({ id }) => id));
		const news = sessions.filter(({ id }) => !this.#known.has(id)).map(({ id }) => id);
		if (news.length > 0)
			byId("news").textContent = `New ${news.length === 1 ? "session" : "sessions"}: ${news.join(", ")}`;
		this.#known = ids;
		byId("no-sessions").hidden = sessions.length > 0;
		const [first] = sessions;
		if (!this.#hasChosen && first !== undefined) this.#choose(first.id);
		else if (this.chosen !== "" && !ids.has(this.chosen)) this.#choose("");
		this.#draw(sessions);
	}

	/** @param {string} id */
	#choose(id) {
		this.#hasChosen = true;
		this.chosen = id;
		for (const button of this.#list.querySelectorAll("button")) mark(button, button.dataset.session === id);
		this.onChoose();
	}

	/**
	 * Keeps the buttons that are there: one of them may have the focus.
	 * @param {readonly SessionSnapshot[]} sessions
	 */
	#draw(sessions) {
		const all = { id: "", title: "All sessions", state: "all", detail: `${sessions.length} registered` };
		const items = [
			all,
			...sessions.map((session) => ({ id: session.id, title: session.id, ...describe(session) })),
		];
		const rows = [...this.#list.children];
		for (const row of rows) {
			const id = row.querySelector("button")?.dataset.session;
			if (!items.some((item) => item.id === id)) row.remove();
		}
		items.forEach((item, index) => {
			const row = this.#rowOf(item.id) ?? this.#addRow(item.id);
			if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
			row.dataset.state = item.state;
			setText(row, ".title", item.title);
			setText(row, ".detail", item.detail);
		});
	}

	/** @param {string} id */
	#rowOf(id) {
		const rows = /** @type {HTMLElement[]} */ ([...this.#list.children]);
		return rows.find((row) => row.querySelector("button")?.dataset.session === id);
	}

	/** @param {string} id */
	#addRow(id) {
		const button = element(
			"button",
			{ type: "button" },
			element("span", { class: "title" }),
			element("span", { class: "detail" }),
		);
		button.dataset.session = id;
		mark(button, id === this.chosen);
		button.addEventListener("click", () => this.#choose(id));
		return this.#list.appendChild(element("li", {}, button));
	}
}

/** @param {SessionSnapshot} session */
function describe({ gateway, stats }) {
	const beats = `${stats.heartbeats} ${stats.heartbeats === 1 ? "heartbeat" : "heartbeats"}`;
	const resumes = stats.resumes === 0 ? "" : ` · ${stats.resumes} ${stats.resumes === 1 ? "resume" : "resumes"}`;
	const sequence = stats.lastSequence === -1 ? "" : ` · seq ${stats.lastSequence}`;
	return {
		state: stats.state,
		detail: `${STATES[stats.state]} · ${gateway}\n${beats}${resumes}${sequence}`,
	};
}

/**
 * @param {HTMLElement} button
 * @param {boolean} isChosen
 */
function mark(button, isChosen) {
	if (isChosen) button.setAttribute("aria-current", "true");
	else button.removeAttribute("aria-current");
}

/**
 * @param {HTMLElement} row
 * @param {string} selector
 * @param {string} text
 */
function setText(row, selector, text) {
	const found = row.querySelector(selector);
	if (found !== null && found.textContent !== text) found.textContent = text;
}
