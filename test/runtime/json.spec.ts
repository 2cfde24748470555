/// <reference types="@rbxts/testez/globals" />

import { decodeJson, encodeJson } from "../../src/runtime/json";

const MALFORMED = ["", "{", "nul", '{"a":}', "\x00", "[1,]"];

export = () => {
	describe("json", () => {
		it("should keep IDs, integers and nesting", () => {
			const value = { op: 0, d: { id: "12345678901234567890", t: 1501184119561, list: ["a", "b"], ok: true } };
			const back = decodeJson(encodeJson(value)) as typeof value;
			expect(back.d.id).to.equal("12345678901234567890");
			expect(back.d.t).to.equal(1501184119561);
			expect(back.d.list.join(",")).to.equal("a,b");
			expect(back.d.ok).to.equal(true);
		});

		it("should print integers without exponent", () => {
			expect(encodeJson([1501184119561, -1, 0])).to.equal("[1501184119561,-1,0]");
		});

		it("should escape control characters", () => {
			expect(decodeJson(encodeJson('"\\\n\t'))).to.equal('"\\\n\t');
		});

		it("should turn null into undefined", () => {
			expect(decodeJson("null")).to.equal(undefined);
			expect((decodeJson('{"d":null}') as { d?: unknown }).d).to.equal(undefined);
		});

		it("should throw on invalid JSON", () => {
			for (const text of MALFORMED) expect(() => decodeJson(text)).to.throw();
		});
	});
};
