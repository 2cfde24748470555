/// <reference types="@rbxts/testez/globals" />

import { encodeNullableJson, isArray, NULL } from "../../../src/protocol/gateway/json";

const scalar = (value: unknown) => (typeIs(value, "string") ? `"${value}"` : tostring(value));

export = () => {
	describe("encodeNullableJson", () => {
		/** Written by hand. */
		const cases: ReadonlyArray<readonly [value: unknown, text: string]> = [
			[NULL, "null"],
			[5, "5"],
			["a", '"a"'],
			[{ d: NULL }, '{"d":null}'],
			[{ d: { channel_id: NULL } }, '{"d":{"channel_id":null}}'],
			[[1, NULL, "b"], '[1,null,"b"]'],
			[[], "[]"],
			[{ a: [{ b: true }] }, '{"a":[{"b":true}]}'],
			[{ a: undefined, b: 1 }, '{"b":1}'],
		];
		for (const [value, text] of cases) {
			it(`should write ${text}`, () => {
				expect(encodeNullableJson(value, scalar)).to.equal(text);
			});
		}

		it("should reject a table with indices and names", () => {
			expect(() =>
				encodeNullableJson(
					new Map<unknown, unknown>([
						["a", 1],
						[5, 2],
					]),
					scalar,
				),
			).to.throw("got both");
		});

		it("should pass on the errors of the codec", () => {
			expect(() => encodeNullableJson({ a: 1 }, () => error("no", 0))).to.throw("no");
		});
	});

	describe("isArray", () => {
		it("should take an empty table for an array, like the engine", () => {
			expect(isArray([])).to.equal(true);
			expect(isArray([1])).to.equal(true);
			expect(isArray({ a: 1 })).to.equal(false);
		});
	});
};
