import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseToolVersions, parseVersionAnswer } from "./toolVersions.mjs";

describe("parseToolVersions", () => {
	it("should read both tools", () => {
		const text = '# lune = "x/lune@9.9.9"\n[tools]\nrojo = "rojo-rbx/rojo@7.7.1"\n\tlune="lune-org/lune@0.11.1"\n';
		assert.deepEqual(parseToolVersions(text), { rojo: "7.7.1", lune: "0.11.1" });
	});

	it("should tell which tool is not there", () => {
		assert.throws(() => parseToolVersions('[tools]\nrojo = "rojo-rbx/rojo@7.7.1"'), /no line like lune = /);
	});
});

describe("parseVersionAnswer", () => {
	const cases = /** @type {const} */ ([
		["Rojo 7.7.1\n", "7.7.1"],
		["lune 0.11.1", "0.11.1"],
		["lune v0.11.1\r\n", "0.11.1"],
		["rojo 7.8.0-rc.1", "7.8.0-rc.1"],
		["", undefined],
		["error: no tool called rojo 7.7.1", undefined],
	]);
	for (const [answer, expected] of cases) {
		it(`should read ${JSON.stringify(answer)} as ${expected}`, () => {
			assert.equal(parseVersionAnswer(answer), expected);
		});
	}
});
