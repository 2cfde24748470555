import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HELP, readAttackOptions, type AttackOptions } from "./attackOptions.ts";
import { ATTACKS } from "./attacks.ts";

function read(words: ReadonlyArray<string>): AttackOptions {
	const options = readAttackOptions(words);
	if (typeof options === "string") throw new Error(`read as ${options}`);
	return options;
}

describe("readAttackOptions", () => {
	const seconds: ReadonlyArray<readonly [words: ReadonlyArray<string>, seconds: number]> = [
		[[], 6],
		[["--seconds", "2.5"], 2.5],
		[["--seconds=120", "fragments"], 120],
	];
	for (const [words, value] of seconds) {
		it(`should read ${JSON.stringify(words)} as ${value} seconds`, () => assert.equal(read(words).seconds, value));
	}

	const rows: ReadonlyArray<readonly [words: ReadonlyArray<string>, names: ReadonlyArray<string>]> = [
		[["fragments"], ["fragments"]],
		[["nonce"], ["known-nonce", "cheap-nonce"]],
		[
			["fragments", "hoard"],
			["hoard", "fragments"],
		],
		[[], ATTACKS.map(({ name }) => name)],
	];
	for (const [words, names] of rows) {
		it(`should select ${names.length} rows for ${JSON.stringify(words)}`, () => {
			assert.deepEqual(
				read(words).attacks.map(({ name }) => name),
				names,
			);
		});
	}

	it("should reject a word without a match and name the rows", () => {
		assert.throws(
			() => readAttackOptions(["nothing"]),
			/^Error: no row has "nothing" in its name; there are .*hoard/,
		);
	});

	for (const seconds of ["0", "121", "-1", "abc", "", " ", "NaN"]) {
		it(`should reject "${seconds}" seconds and state the range`, () => {
			const message = `--seconds must be a number from 1 to 120, got "${seconds}"`;
			assert.throws(() => readAttackOptions([`--seconds=${seconds}`]), { message });
		});
	}

	it("should run failed rows once with --once", () => {
		assert.deepEqual([read(["--once"]).isOnce, read([]).isOnce], [true, false]);
	});

	it("should reject an unknown option", () => {
		assert.throws(() => readAttackOptions(["--fast"]), /Unknown option '--fast'/);
	});

	it("should list the rows with --list", () => {
		assert.equal(readAttackOptions(["--list"]), "list");
	});

	it("should state the range in the help", () => {
		assert.equal(readAttackOptions(["--help"]), "help");
		assert.match(HELP, /from 1 to 120 \(6\)/);
	});
});
