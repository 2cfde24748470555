/** Facts about the chosen session. */

import { byId, element } from "./dom.mjs";
import { factsOf } from "./facts.mjs";

/** @typedef {import("../snapshot.ts").SessionSnapshot} SessionSnapshot */

export class Details {
	#box = byId("details");
	#shown = "";

	/** @param {SessionSnapshot | undefined} session undefined if all are chosen */
	show(session) {
		const facts = session === undefined ? [] : factsOf(session);
		const text = JSON.stringify(facts);
		if (text === this.#shown) return;
		this.#shown = text;
		this.#box.hidden = facts.length === 0;
		this.#box.replaceChildren(
			...facts.map(([name, value, tone]) => {
				const row = element("div", {}, element("dt", {}, name), element("dd", {}, value));
				if (tone !== undefined) row.dataset.tone = tone;
				return row;
			}),
		);
	}
}
