import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { html } from "./html.ts";

describe("html", () => {
	it("should escape values", () => {
		assert.equal(html`<b title="${`"'`}">${"<&>"}</b>`.text, '<b title="&quot;&#39;">&lt;&amp;&gt;</b>');
	});

	it("should keep markup, lists of it and numbers", () => {
		assert.equal(
			html`<i>${html`<b>${1}</b>`}${[html`<u></u>`, html`x`]}${undefined}</i>`.text,
			"<i><b>1</b><u></u>x</i>",
		);
	});
});
