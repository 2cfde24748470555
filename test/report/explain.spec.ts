/// <reference types="@rbxts/testez/globals" />

import { explain } from "./explain";
import { readTrace } from "./readTrace";

export = () => {
	/** What fails, and what the report says of it. Stands here because `expect` exists only inside. */
	const FAILURES: ReadonlyArray<readonly [title: string, run: () => void, expected: string, got: string]> = [
		["another number", () => expect(1).to.equal(2), "2", "1"],
		["a number for a string", () => expect(1).to.equal("1"), '"1"', "1"],
		["nothing for a value", () => expect(undefined).to.equal(true), "true", "nil"],
		["a string of two lines", () => expect("a\nb").to.equal('c"'), '"c\\""', '"a\\nb"'],
		["a value that is excluded", () => expect(1).never.to.equal(1), "anything but 1", "1"],
		["another type", () => expect(1).to.be.a("string"), "a string", "1 (number)"],
		["an excluded type", () => expect("x").never.to.be.a("string"), "no string", '"x" (string)'],
		["nothing at all", () => expect(undefined).to.be.ok(), "anything but nil", "nil"],
		["a value for nothing", () => expect(7).never.to.be.ok(), "nil", "7"],
		["a number too far away", () => expect(1).to.be.near(2, 0.5), "2 ± 0.5", "1"],
		["a number too near", () => expect(2).never.to.be.near(2, 0.5), "not 2 ± 0.5", "2"],
		["no error", () => expect(() => {}).to.throw(), "an error", "no error"],
		["no error with a text", () => expect(() => {}).to.throw("why"), 'an error with "why"', "no error"],
		["another error", () => expect(() => error("b", 0)).to.throw("a"), 'an error with "a"', "the error: b"],
		[
			"an excluded error",
			() => expect(() => error("ab", 0)).never.to.throw("a"),
			'no error with "a"',
			"the error: ab",
		],
		["any error", () => expect(() => error("b", 0)).never.to.throw(), "no error", "the error: b"],
	];

	describe("explain", () => {
		for (const [title, run, expected, got] of FAILURES) {
			it(`should explain ${title}`, () => {
				const [ok, message] = pcall(run);
				expect(ok).to.equal(false);
				const explanation = explain(readTrace(tostring(message)).message);
				expect(explanation?.expected).to.equal(expected);
				expect(explanation?.got).to.equal(got);
			});
		}

		it("should leave other messages alone", () => {
			expect(explain("attempt to index nil with 'a'")).to.equal(undefined);
		});
	});
};
