/** Terms that are also used to test the Luau codec: see `test/vectors/etf.json`. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { decodeEtf, encodeEtf, EtfError } from "./etf.ts";

interface Vector {
	readonly name: string;
	readonly hex: string;
}

interface Vectors {
	readonly terms: ReadonlyArray<Vector & { readonly value: unknown }>;
	readonly decoded: ReadonlyArray<Vector & { readonly value: unknown }>;
	readonly integers: ReadonlyArray<Vector & { readonly digits: string }>;
	readonly malformed: ReadonlyArray<Vector>;
}

const file = new URL("../../../test/vectors/etf.json", import.meta.url);
const vectors = JSON.parse(readFileSync(file, "utf8")) as Vectors;

const bytesOf = ({ hex }: Vector): Buffer => Buffer.from(hex.replaceAll(" ", ""), "hex");

describe("etf vectors", () => {
	for (const vector of vectors.terms) {
		it(`should encode ${vector.name}`, () => assert.deepEqual(encodeEtf(vector.value), bytesOf(vector)));
	}
	for (const vector of [...vectors.terms, ...vectors.decoded]) {
		it(`should decode ${vector.name}`, () => assert.deepEqual(decodeEtf(bytesOf(vector)), vector.value));
	}
	for (const vector of vectors.integers) {
		it(`should decode ${vector.name}`, () => assert.equal(String(decodeEtf(bytesOf(vector))), vector.digits));
	}
	for (const vector of vectors.malformed) {
		it(`should reject ${vector.name}`, () => assert.throws(() => decodeEtf(bytesOf(vector)), EtfError));
	}
});
