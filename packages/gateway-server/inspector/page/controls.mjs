/** Buttons, switches and fields for the controls that the server describes. */

import { act } from "./api.mjs";
import { byId, element } from "./dom.mjs";

/** @typedef {import("../Control.ts").ControlDescription} ControlDescription */
/** @typedef {import("../Control.ts").ControlArgument} ControlArgument */
/** @typedef {import("../Control.ts").ControlTarget} ControlTarget */
/** @typedef {Readonly<Record<string, unknown>>} Values */
/** @typedef {HTMLInputElement | HTMLSelectElement} Field */
/** @typedef {{ readonly id: string, readonly kind: ControlTarget | "" }} Aim */

/** No target. @type {Aim} */
const NOTHING = { id: "", kind: "" };

/** How a field's text becomes an argument. @type {Record<ControlArgument["type"], (text: string) => unknown>} */
const READERS = { number: Number, text: String, hex: String, choice: String, json: (text) => JSON.parse(text) };

export class Controls {
	#groups = byId("groups");
	#aim = NOTHING;
	/** @type {((sessionValues: Values, serverValues: Values) => void)[]} */
	#updates = [];
	/** @type {{ readonly made: HTMLElement, readonly control: ControlDescription }[]} */
	#drawn = [];

	/** Draws the controls. @param {readonly ControlDescription[]} controls */
	offer(controls) {
		this.#updates = [];
		this.#drawn = [];
		const names = [...new Set(controls.map(({ group }) => group))];
		this.#groups.replaceChildren(
			...names.map((name) => {
				const members = controls.filter(({ group }) => group === name);
				return element(
					"fieldset",
					{},
					element("legend", {}, name),
					...members.map((control) => this.#draw(control)),
				);
			}),
		);
		this.#fit();
	}

	/** Selects a session or the bot as the target, or nothing. @param {Aim} [aim] */
	choose(aim = NOTHING) {
		this.#aim = aim;
		byId("target").textContent = aim.id === "" ? "choose a session" : aim.id;
		this.#fit();
	}

	/** Hides controls that do not fit the target. Without a target, session controls are visible but disabled. */
	#fit() {
		const { kind } = this.#aim;
		for (const { made, control } of this.#drawn) {
			const isOffered = control.scope === "server" || kind === "" || control.targets.includes(kind);
			made.hidden = kind === "" ? isSecondary(control) : !isOffered;
		}
		for (const set of this.#groups.children) {
			const members = this.#drawn.filter(({ made }) => made.parentElement === set);
			const needsSession = members.every(({ control }) => control.scope === "session");
			set.toggleAttribute("disabled", needsSession && kind === "");
			/** @type {HTMLElement} */ (set).hidden = members.every(({ made }) => made.hidden);
		}
	}

	/**
	 * @param {Values} sessionValues
	 * @param {Values} serverValues
	 */
	update(sessionValues, serverValues) {
		for (const update of this.#updates) update(sessionValues, serverValues);
	}

	/** @param {ControlDescription} control */
	#draw(control) {
		const made = this.#make(control);
		this.#drawn.push({ made, control });
		return made;
	}

	/** @param {ControlDescription} control */
	#make(control) {
		if (control.kind === "toggle") return this.#drawSwitch(control);
		if (control.kind === "closeCode") return this.#drawCodes(control);
		return this.#drawForm(control);
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
		const fields = control.arguments.map((argument) => fieldOf(control, argument));
		const isSetting = control.kind === "setting";
		const button = element("button", { type: "submit" }, isSetting ? "Set" : control.label);
		const parts = isSetting
			? [element("span", { class: "name" }, control.label), ...fields, button]
			: [button, ...fields];
		if (isSetting) button.setAttribute("aria-label", `Set: ${control.label}`);
		const form = element("form", { class: control.kind }, ...parts);
		form.addEventListener("submit", (event) => {
			event.preventDefault();
			this.#submit(control, fields);
		});
		const [field] = fields;
		if (isSetting && field !== undefined) this.#keepFilled(control, field);
		return form;
	}

	/**
	 * Shows the current value, or the initial one if nothing is set.
	 * @param {ControlDescription} control
	 * @param {Field} field
	 */
	#keepFilled(control, field) {
		const initial = field.value;
		let shown = initial;
		this.#watch(control, (value) => (shown = refill(field, shown, String(value ?? initial))));
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
	 * @param {readonly Field[]} fields
	 */
	#submit(control, fields) {
		/** @type {unknown[]} */
		const values = [];
		for (const [index, field] of fields.entries()) {
			try {
				values.push(READERS[control.arguments[index]?.type ?? "text"](field.value));
			} catch {
				field.focus();
				return tell(`${control.label}: ${control.arguments[index]?.label} is not JSON`, true);
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
			const result = await act(control.name, this.#aim.id, values);
			const label = control.kind === "closeCode" ? `Close with ${values[0]}` : control.label;
			const complaint = complaintOf(control, result);
			tell(`${label}: ${complaint ?? "done"}`, complaint !== undefined);
		} catch (error) {
			tell(`${control.label}: ${error instanceof Error ? error.message : error}`, true);
		}
	}
}

/**
 * Some controls exist for main and voice with the same label. Without a session, only one of them is shown.
 * @param {ControlDescription} control
 */
function isSecondary({ scope, targets }) {
	return scope === "session" && !targets.includes("voice");
}

/**
 * Returns why a control had no effect; `undefined` if it had one.
 * @param {ControlDescription} control
 * @param {unknown} result
 * @returns {string | undefined}
 */
function complaintOf(control, result) {
	if (result === 0 || result === false) return control.zeroMeans ?? "no connection";
	const verdict = /** @type {Partial<import("../../dave/verdict.ts").DaveVerdict> | null} */ (result);
	return verdict?.kind === "ignored" ? `ignored, ${verdict.reason}` : undefined;
}

/**
 * @param {ControlDescription} control
 * @param {ControlArgument} argument
 * @returns {Field}
 */
function fieldOf(control, { label, type, value, options = [] }) {
	const attributes = { "aria-label": `${control.label}: ${label}`, class: type };
	const field =
		type === "choice"
			? element("select", attributes, ...options.map((option) => element("option", {}, option)))
			: element("input", { ...attributes, placeholder: label, autocomplete: "off", spellcheck: "false" });
	if (type === "number") field.inputMode = "numeric";
	field.value = value;
	return field;
}

/**
 * Updates a field, unless it has the focus or holds text that the user has not submitted.
 * @param {Field} field
 * @param {string} shown last known value
 * @param {string} text current value
 * @returns {string} the value that is known now
 */
function refill(field, shown, text) {
	if (field.value === text) return text;
	if (text === shown || document.activeElement === field) return shown;
	field.value = text;
	return text;
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
