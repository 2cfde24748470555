/// <reference types="@rbxts/testez/globals" />

import { formatFailure, type Place } from "./formatFailure";
import type { Frame } from "./readTrace";

const SPEC = "ServerScriptService.test.voice.VoiceConnection.spec";
const RUNNER = "ReplicatedStorage.rbxts_include.node_modules.@rbxts.testez.src.TestRunner";

/** Stack of a failure under Lune, below its message. */
const stack = (...modules: ReadonlyArray<string>): string =>
	[...modules, RUNNER]
		.map((module, index) => `\n[string "${module}"]:${index + 10}${module === RUNNER ? " function runNode" : ""}`)
		.join("");

/** Text of a failure, and the lines below its name. */
const FAILURES: ReadonlyArray<readonly [title: string, text: string, lines: ReadonlyArray<string>]> = [
	[
		"an assertion",
		`[string "${SPEC}"]:31: Expected value "4014" (number), got "4006" (number) instead${stack(RUNNER, SPEC)}`,
		["expected: 4014", "got:      4006", "at test/voice/VoiceConnection.spec.ts, line 11 of its Luau: code 11"],
	],
	[
		"a fault in the source",
		`[string "x"]:1: attempt to index nil${stack("ServerScriptService.VoiceGateway.voice.roster", SPEC)}`,
		["attempt to index nil", "at ServerScriptService.VoiceGateway.voice.roster, line 10 of its Luau"],
	],
	[
		"a helper that asserts",
		`[string "x"]:1: waited 5 s: ready${stack("ServerScriptService.test.support.waitUntil", SPEC)}`,
		["waited 5 s: ready", "at test/voice/VoiceConnection.spec.ts, line 11 of its Luau: code 11"],
	],
	[
		"a hook",
		`beforeEach hook: [string "${SPEC}"]:3: no server${stack(SPEC)}`,
		["beforeEach hook: no server", "at test/voice/VoiceConnection.spec.ts, line 10 of its Luau: code 10"],
	],
	[
		"the stack of Studio",
		`${SPEC}:3: broken\n${SPEC}:3\n${RUNNER}:84 function runCallback\n`,
		["broken", "at test/voice/VoiceConnection.spec.ts, line 3 of its Luau: code 3"],
	],
	["a message of two lines", `one\ntwo${stack()}`, ["one", "two"]],
	["what has no stack", "plain", ["plain"]],
];

const find = ({ module, line }: Frame): Place | undefined =>
	module === SPEC ? { path: "test/voice/VoiceConnection.spec.ts", code: `code ${line}` } : undefined;

export = () => {
	describe("formatFailure", () => {
		for (const [title, text, lines] of FAILURES) {
			it(`should write ${title} with one frame`, () => {
				const report = formatFailure({ path: "test/a.spec.ts", name: "a should b", text }, find);
				expect(report).to.equal(["[-] test/a.spec.ts: a should b", ...lines].join("\n    "));
			});
		}

		it("should name a spec that does not load", () => {
			const report = formatFailure({ path: "test/a.spec.ts", name: "", text: "broken" }, find);
			expect(report).to.equal("[-] test/a.spec.ts\n    broken");
		});
	});
};
