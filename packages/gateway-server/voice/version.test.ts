import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { readVersion, VOICE_DIALECTS } from "./version.ts";

/** By hand from the docs and recorded connections; see `version.ts`. */
const FRAMING: ReadonlyArray<readonly [version: string, isNumbered: boolean, bareNonce: boolean, float: boolean]> = [
	["4", false, true, true],
	["5", false, true, true],
	["6", false, true, true],
	["7", false, true, true],
	["8", true, false, false],
];

describe("readVersion", () => {
	for (const [version, isNumbered, hasBareNonce, hasFloatInterval] of FRAMING) {
		it(`should know the framing of version ${version}`, () => {
			const framing = { isNumbered, hasBareNonce, hasFloatInterval, repeatsInterval: false };
			for (const url of [`/?v=${version}`, `?v=${version}`, `/?encoding=json&v=${version}`]) {
				const expected = { kind: "accepted", dialect: { version: Number(version), ...framing } };
				assert.deepEqual(readVersion(url, "refuse"), expected);
			}
		});
	}

	it("should reject other versions", () => {
		assert.deepEqual(
			[...VOICE_DIALECTS.keys()],
			FRAMING.map(([version]) => version),
		);
		for (const version of ["", "0", "1", "2", "3", "9", "10", "8.0", "08", " 8", "x"]) {
			assert.equal(readVersion(`/?v=${version}`, "accept").kind, "refused");
		}
	});

	it("should reject a missing version by default", () => {
		assert.deepEqual(readVersion("/", "refuse"), {
			kind: "refused",
			reason: "voice gateway version must be one of 4, 5, 6, 7, 8, got none",
		});
		const answer = readVersion("/", "accept");
		assert.ok(answer.kind === "accepted");
		assert.deepEqual([answer.dialect.version, answer.dialect.repeatsInterval], [4, true]);
	});

	it("should truncate the version it quotes", () => {
		const answer = readVersion(`/?v=${"9".repeat(1000)}`, "refuse");
		assert.ok(answer.kind === "refused");
		assert.ok(Buffer.byteLength(answer.reason) <= 123);
	});
});
