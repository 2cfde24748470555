import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { parseFlags } from "./parseFlags.ts";

const OPTIONS = { port: { type: "string" }, demo: { type: "boolean" } } as const;

describe("parseFlags", () => {
	it("should parse flags", () => {
		const flags = parseFlags("npm run x", ["--port", "1", "--demo"], OPTIONS);
		assert.deepEqual({ ...flags }, { port: "1", demo: true });
	});

	const faults = [
		{ words: ["--prot", "1"], message: "Unknown option '--prot'; `npm run x -- --help` lists all" },
		{ words: ["8080"], message: "Unexpected argument '8080'; `npm run x -- --help` lists all" },
		{ words: ["--port"], message: "Option '--port <value>' argument missing; `npm run x -- --help` lists all" },
		...["-4", "--demo"].map((next) => ({
			words: ["--port", next],
			message:
				"Option '--port' lacks its value (if it starts with a dash: --port=-1); `npm run x -- --help` lists all",
		})),
		{
			words: ["--demo=1"],
			message: "Option '--demo' does not take an argument; `npm run x -- --help` lists all",
		},
	];
	for (const { words, message } of faults) {
		it(`should reject ${words.join(" ")}: ${message}`, () =>
			assert.throws(() => parseFlags("npm run x", words, OPTIONS), { message }));
	}
});
