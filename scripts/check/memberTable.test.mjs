import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { memberFaults, membersOf } from "./memberTable.mjs";

/** @type {Readonly<Record<string, string>>} */
const FILES = {
	"src/a/Child.ts":
		'import { Parent } from "../b/Parent";\nexport class Child extends Parent {\n' +
		"constructor(public readonly client: string, plain: number) { super(); }\npublic static make() {}\nprivate left = 1;\n}",
	"src/b/Parent.ts": "export abstract class Parent {\nprotected held?: string;\nprotected abstract end(): void;\n}",
	"test/a/Child.spec.ts": 'it("should hold on", () => {});',
};

/** @param {string} path */
const read = (path) => FILES[path];

/**
 * @param {number} count
 * @param {string[]} rows
 */
const document = (count, ...rows) =>
	[
		"# Members",
		"",
		`<!-- members: src/a/Child.ts Child, ${count} -->`,
		"",
		"| member | what | test |",
		"| --- | --- | --- |",
		...rows,
		"",
	].join("\n");

const HELD = "| `held` | property | `test/a/Child.spec.ts`: should hold on |";

describe("membersOf", () => {
	it("should have a class's own members and those that it extends", () => {
		assert.deepEqual(
			[...(membersOf("src/a/Child.ts", "Child", read) ?? [])],
			["held", "end", "constructor", "client", "make", "left"],
		);
	});

	it("should know no class that is not there", () => {
		assert.equal(membersOf("src/a/Child.ts", "Other", read), undefined);
		assert.equal(membersOf("src/a/Gone.ts", "Gone", read), undefined);
	});
});

describe("memberFaults", () => {
	/** @type {ReadonlyArray<readonly [name: string, markdown: string, faults: string[]]>} */
	const cases = [
		["a table that is in order", document(1, HELD), []],
		["a document without one", "# Members", ["d.md: has no table of members"]],
		["a row too few", document(2, HELD), ["d.md: Child has 2 members, and rows for 1"]],
		["a row twice", document(2, HELD, HELD), ["d.md: Child has 2 members, and rows for 1"]],
		[
			"a member that is not there",
			document(1, HELD.replace("`held`", "`gone`")),
			["d.md: Child has no member gone"],
		],
		[
			"a test that is not there",
			document(1, HELD.replace("hold on", "let go")),
			['d.md: held: test/a/Child.spec.ts has no test "should let go"'],
		],
		[
			"a spec that is not there",
			document(1, HELD.replace("Child.spec", "Gone.spec")),
			["d.md: held: there is no test/a/Gone.spec.ts"],
		],
		[
			"a row without a test",
			document(1, "| `held` | property | |"),
			["d.md: cannot read the row | `held` | property | |"],
		],
		[
			"a class that is not there",
			document(1, HELD).replace("Child, 1", "Other, 1"),
			["d.md: names class Other in src/a/Child.ts, which is not there"],
		],
	];
	for (const [name, markdown, faults] of cases) {
		it(`should say of ${name} what is wrong`, () => {
			assert.deepEqual(memberFaults("d.md", markdown, read), faults);
		});
	}
});
