/** What is known of the chosen session, a fact each. */

import { byId, element } from "./dom.mjs";
import { factsOf } from "./facts.mjs";

/** @typedef {import("../snapshot.ts").SessionSnapshot} SessionSnapshot */

export class Details {
	#box = byId("details");
	#shown = "";

	/** @param {SessionSnapshot | undefined} session none for all of them */
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
