import assert from "node:assert/strict";
import { test } from "node:test";
import { findStaleCode } from "./readmeCode.mjs";

const EXAMPLES = new Map([
	["examples/a.ts", 'import { A } from "../src";\n\nnew A();\n'],
	["examples/b.luau", "return 1\n"],
]);
const read = (/** @type {string} */ path) => EXAMPLES.get(path);
const block = (/** @type {string} */ path, /** @type {string} */ code, language = "ts") =>
	`text\n\n<!-- ${path} -->\n\n\`\`\`${language}\n${code}\`\`\`\n\nmore\n`;

test("takes an example as its reader writes it", () => {
	const markdown = block("examples/a.ts", 'import { A } from "@rbxts/voice-gateway";\n\nnew A();\n');
	assert.deepEqual(findStaleCode(markdown + block("examples/b.luau", "return 1\n", "lua"), read), []);
});

test("finds code that differs from its file", () => {
	assert.deepEqual(findStaleCode(block("examples/b.luau", "return 2\n", "lua"), read), [
		"shows examples/b.luau, but the code differs from the file",
	]);
});

test("finds a file that does not exist, and code that names none", () => {
	assert.deepEqual(findStaleCode(block("examples/c.ts", "x\n"), read), ["shows examples/c.ts, which does not exist"]);
	assert.deepEqual(findStaleCode("```ts\nx\n```\n", read), [
		"1 blocks of code name no example file, so no test runs them",
	]);
});

test("leaves commands and output alone", () => {
	assert.deepEqual(findStaleCode("```sh\nnpm start\n```\n\n```\noutput\n```\n", read), []);
});
