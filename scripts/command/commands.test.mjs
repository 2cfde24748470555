import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { root } from "../setup/paths.mjs";
import { Sandbox } from "../support/sandbox.mjs";

/** Arguments of `npm`, and the one line that reports the fault. @type {readonly (readonly [string[], RegExp])[]} */
const REFUSED = [
	[["start", "--wat"], /^error: Unknown option '--wat'; `npm start -- --help` lists all\n$/],
	[
		["start", "--seconds", "-4"],
		/^error: Option '--seconds' lacks its value \(.*--seconds=-1\); `npm start -- .*\n$/,
	],
	[["start", "--seconds=-4"], /^error: --seconds must be a number above 0, got -4\n$/],
	[["soak", "abc"], /^error: SECONDS must be a number from 1 to 3600, got "abc"\n$/],
	[["soak", "-1"], /^error: SECONDS must be a number from 1 to 3600, got "-1"\n$/],
	[["attack", "--seconds", "0"], /^error: --seconds must be a number from 1 to 120, got "0"\n$/],
	[["attack", "nothing"], /^error: no row has "nothing" in its name; there are .*hoard.*\n$/],
	[["mutate", "src"], /^error: needs a folder of packages\/shared\/mls, .*, or a path in one, got "src"\n$/],
	[
		["mutate", "packages/shared/mls", "packages/relay"],
		/^error: needs a folder of .*, got "packages\/shared\/mls packages\/relay"\n$/,
	],
	[["mutate", "--wat"], /^error: Unknown option '--wat'; `npm run mutate -- --help` lists all\n$/],
	[["bench", "nothing"], /^error: no benchmark has "nothing" in its name; there are transport, .*\n$/],
	[["bench", "--rounds", "4"], /^error: --rounds must be an integer of at least 5, got "4"\n$/],
];

/** @type {readonly (readonly [string, RegExp])[]} */
const HELPS = [
	["start", /--seconds SECONDS/],
	["soak", /from 1 to 3600/],
	["attack", /from 1 to 120/],
	["bench", /voice-connection\.storm/],
	["mutate", /packages\/gateway-server\/dave/],
];

describe("npm run, for what needs the place", () => {
	/** @type {Sandbox} */
	let sandbox;

	beforeEach(() => {
		sandbox = new Sandbox();
	});
	afterEach(() => sandbox.remove());

	/** Runs where no tool can be found or built: set-up beyond the packages fails. @param {readonly string[]} words */
	const run = (words) =>
		spawnSync(process.execPath, [join(root, "scripts/run.mjs"), ...words], { env: sandbox.env, encoding: "utf8" });

	for (const [words, line] of REFUSED) {
		it(`should refuse ${words.join(" ")} in one line before set-up`, () => {
			const { status, stdout, stderr } = run(words);
			assert.deepEqual([status, stdout], [1, ""]);
			assert.match(stderr, line);
		});
	}

	for (const [name, text] of HELPS) {
		it(`should help with ${name}, and build nothing`, () => {
			const { status, stdout, stderr } = run([name, "--help"]);
			assert.deepEqual([status, stderr], [0, ""]);
			assert.match(stdout, text);
		});
	}
});
