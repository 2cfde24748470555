/// <reference types="@rbxts/testez/globals" />

import { headerOf, retryAfterOf } from "../../src/protocol/retryAfter";

/** By hand: headers, body, and the resulting seconds. */
const ANSWERS: ReadonlyArray<readonly [headers: unknown, body: unknown, seconds: number | "none"]> = [
	[{ "retry-after": "20" }, undefined, 20],
	[{ "Retry-After": "1.5" }, {}, 1.5],
	[{}, { retry_after: 0.625 }, 0.625],
	[undefined, { message: "global", retry_after: 64.57, global: true }, 64.57],
	[{ "RETRY-AFTER": "65" }, { retry_after: 64.57 }, 65],
	[{ "retry-after": "1" }, { retry_after: 64.57 }, 64.57],
	[{ "retry-after": "0" }, undefined, 0],
	[{}, {}, "none"],
	[undefined, undefined, "none"],
	["x", "y", "none"],
	[{ "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" }, undefined, "none"],
	[{ "retry-after": "-5" }, { retry_after: -5 }, "none"],
	[{ "retry-after": "inf" }, { retry_after: math.huge }, "none"],
	[{ "retry-after": "nan" }, { retry_after: 0 / 0 }, "none"],
	[{ "retry-after": 20 }, { retry_after: "20" }, "none"],
];

export = () => {
	describe("retryAfterOf", () => {
		ANSWERS.forEach(([headers, body, seconds], index) => {
			it(`should read ${seconds}, case ${index}`, () => {
				expect(retryAfterOf(headers, body) ?? "none").to.equal(seconds);
			});
		});
	});

	describe("headerOf", () => {
		it("should find a header in any letter case", () => {
			expect(headerOf({ "Content-Type": "a" }, "content-type")).to.equal("a");
			expect(headerOf({ other: "a" }, "content-type")).to.equal(undefined);
			expect(headerOf(5, "content-type")).to.equal(undefined);
		});
	});
};
