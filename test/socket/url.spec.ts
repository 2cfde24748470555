/// <reference types="@rbxts/testez/globals" />

import { assertSocketUrl, withoutQuery } from "../../src/socket/url";

const SHOWN: ReadonlyArray<readonly [url: string, shown: string]> = [
	["wss://a.example/path?token=x#y", "wss://a.example/path"],
	["ws://user:word@a.example:1/?v=8", "ws://a.example:1/"],
	["ws://a", "ws://a"],
	["", ""],
];

export = () => {
	describe("assertSocketUrl", () => {
		it("should accept WebSocket URLs", () => {
			for (const url of ["ws://a", "wss://a.example:443/?v=8"]) assertSocketUrl(url);
		});

		it("should reject any other URL, without its query", () => {
			for (const url of ["", "a", "http://a", "ws:/a", "wss://", "ws:///a"]) {
				expect(() => assertSocketUrl(url)).to.throw(`got ${url}`);
			}
			expect(() => assertSocketUrl(5 as never)).to.throw("got number");
			const [, reason] = pcall(() => assertSocketUrl("http://a?token=x"));
			expect(tostring(reason).find("token")[0]).to.equal(undefined);
		});
	});

	describe("withoutQuery", () => {
		for (const [url, shown] of SHOWN) {
			it(`should show ${shown === "" ? "nothing" : shown}`, () => {
				expect(withoutQuery(url)).to.equal(shown);
			});
		}
	});
};
