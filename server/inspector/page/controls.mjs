/** Buttons, switches and fields for whatever the server says can be done. */

import { act } from "./api.mjs";
import { byId, element } from "./dom.mjs";

/** @typedef {import("../controls.ts").ControlDescription} ControlDescription */
/** @typedef {import("../controls.ts").ControlArgument} ControlArgument */
/** @typedef {Readonly<Record<string, unknown>>} Values */

/** How a field's text becomes an argument. @type {Record<ControlArgument["type"], (text: string) => unknown>} */
const READERS = { number: Number, text: String, hex: String, json: (text) => JSON.parse(text) };

export class Controls {
	#groups = byId("groups");
	#sessionId = "";
	/** @type {((sessionValues: Values, serverValues: Values) => void)[]} */
	#updates = [];
	/** @type {HTMLElement[]} */
	#needsSession = [];

	/** Draws the table. @param {readonly ControlDescription[]} controls */
	offer(controls) {
		this.#updates = [];
		this.#needsSession = [];
		const names = [...new Set(controls.map(({ group }) => group))];
		this.#groups.replaceChildren(
			...names.map((name) => {
				const members = controls.filter(({ group }) => group === name);
				const set = element(
					"fieldset",
					{},
					element("legend", {}, name),
					...members.flatMap((one) => this.#draw(one)),
				);
				if (members.every(({ scope }) => scope === "session")) this.#needsSession.push(set);
				return set;
			}),
		);
		this.choose(this.#sessionId);
	}

	/** Aims at a session, or at none if `sessionId` is empty. @param {string} sessionId */
	choose(sessionId) {
		this.#sessionId = sessionId;
		byId("target").textContent = sessionId === "" ? "choose a session" : sessionId;
		for (const set of this.#needsSession) set.toggleAttribute("disabled", sessionId === "");
	}

	/**
	 * @param {Values} sessionValues
	 * @param {Values} serverValues
	 */
	update(sessionValues, serverValues) {
		for (const update of this.#updates) update(sessionValues, serverValues);
	}

	/**
	 * @param {ControlDescription} control
	 * @returns {HTMLElement[]}
	 */
	#draw(control) {
		if (control.kind === "toggle") return [this.#drawSwitch(control)];
		if (control.kind === "closeCode") return [this.#drawCodes(control)];
		return [this.#drawForm(control)];
	}

	/** @param {ControlDescription} control */
	#drawSwitch(control) {
		const button = element(
			"button",
			{ type: "button", role: "switch", "aria-checked": "false", class: "switch" },
			control.label,
		);
		button.addEventListener("click", () =>
			this.#perform(control, [button.getAttribute("aria-checked") !== "true"]),
		);
		this.#watch(control, (value) => button.setAttribute("aria-checked", String(value === true)));
		return button;
	}

	/** @param {ControlDescription} control */
	#drawCodes(control) {
		const buttons = (control.choices ?? []).map(({ code, label }) => {
			const button = element(
				"button",
				{ type: "button", title: label },
				element("b", {}, String(code)),
				` ${label}`,
			);
			button.addEventListener("click", () => this.#perform(control, [code]));
			return button;
		});
		return element("div", { class: "codes" }, ...buttons);
	}

	/** @param {ControlDescription} control */
	#drawForm(control) {
		const fields = control.arguments.map(({ label, type, value }) => {
			const input = element("input", {
				"aria-label": `${control.label}: ${label}`,
				placeholder: label,
				autocomplete: "off",
				spellcheck: "false",
			});
			input.classList.add(type);
			if (type === "number") input.inputMode = "numeric";
			input.value = value;
			return input;
		});
		const button = element("button", { type: "submit" }, control.kind === "count" ? "Set" : control.label);
		const isCount = control.kind === "count";
		const parts = isCount
			? [element("span", { class: "name" }, control.label), ...fields, button]
			: [button, ...fields];
		if (isCount) button.setAttribute("aria-label", `Set: ${control.label}`);
		const form = element("form", { class: control.kind }, ...parts);
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			this.#submit(control, fields);
		});
		const [field] = fields;
		if (isCount && field !== undefined) this.#watch(control, (value) => this.#refill(field, value));
		return form;
	}

	/**
	 * Leaves a field alone while it has the focus.
	 * @param {HTMLInputElement} field
	 * @param {unknown} value
	 */
	#refill(field, value) {
		if (typeof value === "number" && document.activeElement !== field) field.value = String(value);
	}

	/**
	 * @param {ControlDescription} control
	 * @param {(value: unknown) => void} update
	 */
	#watch(control, update) {
		this.#updates.push((session, server) => update((control.scope === "server" ? server : session)[control.name]));
	}

	/**
	 * @param {ControlDescription} control
	 * @param {readonly HTMLInputElement[]} fields
	 */
	#submit(control, fields) {
		/** @type {unknown[]} */
		const values = [];
		for (const [index, field] of fields.entries()) {
			try {
				values.push(READERS[control.arguments[index]?.type ?? "text"](field.value));
			} catch {
				field.focus();
				return tell(`${control.label}: ${field.placeholder} is not JSON`, true);
			}
		}
		void this.#perform(control, values);
	}

	/**
	 * @param {ControlDescription} control
	 * @param {unknown[]} values
	 */
	async #perform(control, values) {
		try {
			const result = await act(control.name, this.#sessionId, values);
			const label = control.kind === "closeCode" ? `Close with ${values[0]}` : control.label;
			const isInVain = result === 0 || result === false;
			tell(`${label}: ${isInVain ? "no connection" : "done"}`, isInVain);
		} catch (error) {
			tell(`${control.label}: ${error instanceof Error ? error.message : error}`, true);
		}
	}
}

/**
 * @param {string} text
 * @param {boolean} isFault
 */
function tell(text, isFault) {
	const box = byId("outcome");
	box.textContent = text;
	box.classList.toggle("fault", isFault);
}
