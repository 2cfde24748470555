import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { needsSpec, specPath } from "./needsSpec.mjs";

const withSpec = {
	"a function": "export function decode() {}",
	"a constant": "export const LIMIT = 1;",
	"an enum": "export enum Opcode { Hello = 8 }",
	"a const enum": "export const enum Opcode { Hello = 8 }",
	"a class after interfaces": 'import { A } from "./A";\nexport interface B {}\nexport class C {}',
};

const withoutSpec = {
	"interfaces and types":
		'/** a */\nimport { A } from "./A";\nexport interface B { a: A }\ntype C = B;\nexport type D = C;',
	"re-exports": 'export * as gateway from "./gateway";\nexport type { A } from "./A";\nexport { B } from "./B";',
	"comments only": "// export function decode() {}",
};

describe("needsSpec", () => {
	for (const [name, text] of Object.entries(withSpec)) {
		it(`should ask for the spec of ${name}`, () => assert.equal(needsSpec("src/a.ts", text), true));
	}
	for (const [name, text] of Object.entries(withoutSpec)) {
		it(`should ask for no spec of ${name}`, () => assert.equal(needsSpec("src/a.ts", text), false));
	}
	for (const path of ["src/index.ts", "src/gateway/index.ts", "src/a.d.ts", "src/a.json"]) {
		it(`should ask for no spec of ${path}`, () => assert.equal(needsSpec(path, "export const a = 1;"), false));
	}
});

describe("specPath", () => {
	it("should mirror the source's path", () => {
		assert.equal(specPath("src/protocol/voice/frame.ts"), "test/protocol/voice/frame.spec.ts");
	});
});
