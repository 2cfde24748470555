/** The list of sessions, with their state and the selection. */

import { byId, element } from "./dom.mjs";
import { STATES } from "./facts.mjs";
import { isSplit } from "./privacyCodes.mjs";

/** @typedef {import("../snapshot.ts").Snapshot} Snapshot */
/** @typedef {import("../snapshot.ts").SessionSnapshot} SessionSnapshot */

/**
 * A row of the list.
 * @typedef {object} Item
 * @property {string} id empty for all
 * @property {string} title
 * @property {string} state
 * @property {string} badge empty for none
 * @property {string} detail
 * @property {string} alarm empty for none
 */

export class Sessions {
	/** Selected session or bot; empty if all are selected. */
	chosen = "";
	#list = byId("sessions");
	/** @type {ReadonlySet<string>} */
	#known = new Set();
	#hasChosen = false;

	/** @param {() => void} onChoose */
	constructor(onChoose) {
		this.onChoose = onChoose;
	}

	/** @param {Snapshot} snapshot */
	show({ sessions, bot, hiddenCount }) {
		const ids = new Set(sessions.map(({ id }) => id));
		const news = sessions.filter(({ id }) => !this.#known.has(id)).map(({ id }) => id);
		if (news.length > 0)
			byId("news").textContent = `New ${news.length === 1 ? "session" : "sessions"}: ${news.join(", ")}`;
		this.#known = ids;
		byId("no-sessions").hidden = sessions.length > 0;
		byId("more-sessions").hidden = hiddenCount === 0;
		byId("more-sessions").textContent = `${hiddenCount} older sessions are not shown.`;
		const [first] = sessions;
		if (!this.#hasChosen && first !== undefined) this.#choose(first.id);
		else if (![...ids, bot.id, ""].includes(this.chosen)) this.#choose("");
		this.#draw(itemsOf(sessions, bot));
	}

	/** @param {string} id */
	#choose(id) {
		this.#hasChosen = true;
		this.chosen = id;
		for (const button of this.#list.querySelectorAll("button")) mark(button, button.dataset.session === id);
		this.onChoose();
	}

	/**
	 * Reuses existing buttons, because one of them may have the focus.
	 * @param {readonly Item[]} items
	 */
	#draw(items) {
		const rows = [...this.#list.children];
		for (const row of rows) {
			const id = row.querySelector("button")?.dataset.session;
			if (!items.some((item) => item.id === id)) row.remove();
		}
		items.forEach((item, index) => {
			const row = this.#rowOf(item.id) ?? this.#addRow(item);
			if (this.#list.children[index] !== row) this.#list.insertBefore(row, this.#list.children[index] ?? null);
			row.dataset.state = item.state;
			setText(row, ".title", item.title);
			setText(row, ".detail", item.detail);
			setText(row, ".alarm", item.alarm);
		});
	}

	/** @param {string} id */
	#rowOf(id) {
		const rows = /** @type {HTMLElement[]} */ ([...this.#list.children]);
		return rows.find((row) => row.querySelector("button")?.dataset.session === id);
	}

	/** @param {Item} item */
	#addRow({ id, title, badge }) {
		const button = element(
			"button",
			{ type: "button" },
			element("span", { class: "head" }, element("span", { class: "title" }, title)),
			element("span", { class: "detail" }),
			element("span", { class: "alarm" }),
		);
		if (badge !== "") button.firstElementChild?.append(" ", element("span", { class: "badge" }, badge));
		button.title = title;
		button.dataset.session = id;
		mark(button, id === this.chosen);
		button.addEventListener("click", () => this.#choose(id));
		return this.#list.appendChild(element("li", {}, button));
	}
}

/**
 * Lists the bot before the main sessions, because their next Identify uses its flags.
 * @param {readonly SessionSnapshot[]} sessions
 * @param {Snapshot["bot"]} bot
 * @returns {Item[]}
 */
function itemsOf(sessions, bot) {
	/** @param {SessionSnapshot["gateway"]} wanted */
	const of = (wanted) => sessions.filter(({ gateway }) => gateway === wanted).map(itemOf);
	const count = Object.keys(bot.values).length;
	return [
		{ id: "", title: "All sessions", state: "all", badge: "", detail: `${sessions.length} in total`, alarm: "" },
		...of("voice"),
		{
			id: bot.id,
			title: "Next Identify",
			state: "bot",
			badge: "main",
			detail: `of ${bot.name}\n${count === 0 ? "no flags" : `${count} ${count === 1 ? "flag" : "flags"} set`}`,
			alarm: "",
		},
		...of("main"),
	];
}

/**
 * @param {SessionSnapshot} session
 * @returns {Item}
 */
function itemOf({ id, gateway, stats, encryption }) {
	const beats = `${stats.heartbeats} ${stats.heartbeats === 1 ? "heartbeat" : "heartbeats"}`;
	const resumes = stats.resumes === 0 ? "" : ` · ${stats.resumes} ${stats.resumes === 1 ? "resume" : "resumes"}`;
	const sequence = stats.lastSequence === -1 ? "" : ` · seq ${stats.lastSequence}`;
	return {
		id,
		title: id,
		state: stats.state,
		badge: gateway,
		detail: `${STATES[stats.state]}\n${beats}${resumes}${sequence}`,
		alarm: isSplit(encryption?.room) ? "privacy codes differ" : "",
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
