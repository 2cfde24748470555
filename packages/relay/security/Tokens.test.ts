import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { hashToken, Tokens } from "./Tokens.ts";

const tokens = new Tokens([
	{ name: "one", digest: hashToken("first-token-of-all") },
	{ name: "two", digest: hashToken("second-token-of-all") },
]);

/** By hand: headers, and the token they name. */
const HEADERS: ReadonlyArray<readonly [header: string | undefined, name: string | undefined]> = [
	["Bearer first-token-of-all", "one"],
	["bearer second-token-of-all", "two"],
	["BEARER   first-token-of-all ", "one"],
	[undefined, undefined],
	["", undefined],
	["Bearer", undefined],
	["Bearer ", undefined],
	["first-token-of-all", undefined],
	["Basic first-token-of-all", undefined],
	["Bearer first-token-of-al", undefined],
	["Bearer first-token-of-alll", undefined],
	["Bearer First-token-of-all", undefined],
	["Bearer first-token-of-all x", undefined],
	[`Bearer ${"a".repeat(100_000)}`, undefined],
];

describe("Tokens", () => {
	for (const [header, name] of HEADERS) {
		it(`should take ${JSON.stringify(header)?.slice(0, 50)} for ${name ?? "no token"}`, () => {
			assert.equal(tokens.identify(header), name);
		});
	}
});
