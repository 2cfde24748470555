import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { drawStates } from "./drawStates.mjs";

describe("drawStates", () => {
	it("should draw an arrow for each pair of states, with all its events", () => {
		assert.equal(
			drawStates({ off: { on: "lit", stop: "gone" }, lit: { off: "off", burn: "off", stop: "gone" }, gone: {} }),
			[
				"stateDiagram-v2",
				"    [*] --> off",
				"    off --> lit: on",
				"    lit --> off: off, burn",
				"    note right of gone: from every state: stop",
				"",
			].join("\n"),
		);
	});

	it("should draw an event that one state lacks where it is", () => {
		assert.equal(
			drawStates({ a: { go: "b" }, b: { go: "b", back: "a" } }),
			["stateDiagram-v2", "    [*] --> a", "    a --> b: go", "    b --> b: go", "    b --> a: back", ""].join(
				"\n",
			),
		);
	});
});
