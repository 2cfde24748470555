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
		it(`should choose ${names.length} rows by ${JSON.stringify(words)}`, () => {
			assert.deepEqual(
				read(words).attacks.map(({ name }) => name),
				names,
			);
		});
	}

	it("should refuse a word that no row has, and name the rows", () => {
		assert.throws(
			() => readAttackOptions(["nothing"]),
			/^Error: no row has "nothing" in its name; there are .*hoard/,
		);
	});

	for (const seconds of ["0", "121", "-1", "abc", "", " ", "NaN"]) {
		it(`should refuse "${seconds}" seconds with the range`, () => {
			const message = `--seconds must be a number from 1 to 120, got "${seconds}"`;
			assert.throws(() => readAttackOptions([`--seconds=${seconds}`]), { message });
		});
	}

	it("should run failed rows once when asked", () => {
		assert.deepEqual([read(["--once"]).isOnce, read([]).isOnce], [true, false]);
	});

	it("should refuse an unknown option", () => {
		assert.throws(() => readAttackOptions(["--fast"]), /Unknown option '--fast'/);
	});

	it("should list the rows when asked", () => {
		assert.equal(readAttackOptions(["--list"]), "list");
	});

	it("should tell its range when asked for help", () => {
		assert.equal(readAttackOptions(["--help"]), "help");
		assert.match(HELP, /from 1 to 120 \(6\)/);
	});
});
