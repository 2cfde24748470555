import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isAtHeader, isAtValue, readSecretPlace, USUAL_PLACES } from "./secretPlace.ts";

const token = { path: ["d", "token"], op: "2" };

/** By hand: place, and whether Identify's token is at it. */
const PLACES: ReadonlyArray<readonly [text: string, isToken: boolean]> = [
	["2:d.token", true],
	["d.token", true],
	["6:d.token", false],
	["20:d.token", false],
	["2:d", false],
	["2:token", false],
	["2:d.token.x", false],
	["2:D.token", false],
	["header:token", false],
	["header:Authorization", false],
	["a.b.c.d.e.f.g.h", false],
];

const REFUSED = [
	"",
	"2:",
	":d",
	"02:d",
	"-1:d",
	"a:d",
	"d.",
	".d",
	"d..token",
	"d[0]",
	"d token",
	"header:",
	"header:a b",
	"header:a:b",
	"a.b.c.d.e.f.g.h.i",
];

describe("readSecretPlace", () => {
	for (const [text, isToken] of PLACES) {
		it(`should read ${text}`, () => {
			const place = readSecretPlace(text);
			assert.ok(place);
			assert.equal(isAtValue(place, token), isToken);
		});
	}

	for (const text of REFUSED) {
		it(`should refuse ${JSON.stringify(text)}`, () => assert.equal(readSecretPlace(text), undefined));
	}

	it("should read headers in lower case", () => {
		const place = readSecretPlace("header:Authorization");
		assert.ok(place);
		assert.deepEqual([isAtHeader(place, "authorization"), isAtHeader(place, "user-agent")], [true, false]);
	});
});

describe("USUAL_PLACES", () => {
	it("should be the token of Identify and Resume alone", () => {
		const ops = Array.from({ length: 50 }, (_, op) => String(op));
		const taken = ops.filter((op) => USUAL_PLACES.some((place) => isAtValue(place, { ...token, op })));
		assert.deepEqual(taken, ["2", "6"]);
		assert.ok(!USUAL_PLACES.some((place) => isAtHeader(place, "authorization")));
	});
});
