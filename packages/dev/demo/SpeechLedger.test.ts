import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { median, SpeechLedger, type SpeechSummary } from "./SpeechLedger.ts";

type Step = readonly [at: number, what: "speech" | "silence" | "start" | "stop" | "live" | "away"];

const WHOLE: SpeechSummary = {
	packets: 2,
	starts: 1,
	stops: 1,
	falseStarts: 0,
	falseStops: 0,
	misses: 0,
	stuck: 0,
	cut: 0,
};

const SAID: ReadonlyArray<Step> = [
	[0, "speech"],
	[20, "speech"],
];

const END: ReadonlyArray<Step> = [
	[60, "start"],
	[140, "stop"],
];

/** Written by hand: what happened, and its summary. */
const ROWS: ReadonlyArray<readonly [name: string, steps: ReadonlyArray<Step>, summary: Partial<SpeechSummary>]> = [
	["a start and a stop", [...SAID, ...END], {}],
	["a start without packets", [...SAID, ...END, [900, "start"]], { falseStarts: 1 }],
	["a stop without a start", [...SAID, ...END, [900, "stop"]], { falseStops: 1 }],
	["unreported speech", SAID, { starts: 0, stops: 0, misses: 1 }],
	["a missing stop", [...SAID, [60, "start"]], { stops: 0, stuck: 1 }],
	["a gap of 250 ms", [...SAID, [270, "speech"], ...END], { packets: 3 }],
	["speech after a gap of 251 ms", [...SAID, [271, "speech"], [291, "speech"], ...END], { packets: 4, misses: 1 }],
	[
		"speech immediately after silence frames",
		[...SAID, [30, "silence"], [40, "speech"], [60, "speech"], ...END],
		{ packets: 4, misses: 1 },
	],
	["one stray packet", [[0, "speech"]], { packets: 1, starts: 0, stops: 0 }],
	["silence frames alone", [[0, "silence"]], { packets: 0, starts: 0, stops: 0 }],
	["speech while media is away", [[0, "away"], ...SAID, [900, "live"]], { starts: 0, stops: 0, cut: 1 }],
	[
		"a second start of interrupted speech",
		[...SAID, ...END, [145, "away"], [150, "live"], ...END],
		{ starts: 2, stops: 2, cut: 1 },
	],
	[
		"a start long after interrupted speech",
		[...SAID, ...END, [145, "away"], [150, "live"], [2021, "start"]],
		{ falseStarts: 1, cut: 1 },
	],
];

/** Creates a ledger of a client whose media is live. */
function begin(): SpeechLedger {
	const ledger = new SpeechLedger();
	ledger.live(true, 0);
	return ledger;
}

describe("SpeechLedger", () => {
	for (const [name, steps, changes] of ROWS) {
		it(`should sum up ${name}`, () => {
			const ledger = begin();
			for (const [at, what] of steps) {
				if (what === "live" || what === "away") ledger.live(what === "live", at);
				else if (what === "speech" || what === "silence") ledger.packet("ada", what, at);
				else ledger.report("ada", what === "start", at);
			}
			assert.deepEqual(ledger.summary(), { ...WHOLE, ...changes });
		});
	}

	it("should not count speech lost before the client noticed", () => {
		for (const [notice, misses] of [
			[1000, 0],
			[999, 1],
		] as const) {
			const ledger = new SpeechLedger(notice);
			ledger.live(true, 0);
			for (const at of [0, 20]) ledger.packet("ada", "speech", at);
			ledger.live(false, 1020);
			assert.equal(ledger.summary().misses, misses);
		}
	});

	it("should measure from first packet to start and last packet to stop", () => {
		const ledger = begin();
		ledger.packet("ada", "speech", 100);
		ledger.packet("linus", "speech", 110);
		ledger.packet("ada", "speech", 120);
		assert.equal(ledger.report("ada", true, 150), 50);
		assert.equal(ledger.report("linus", true, 150), 40);
		assert.equal(ledger.report("ada", false, 200), 80);
		assert.equal(ledger.report("grace", true, 200), undefined);
		assert.deepEqual([ledger.startLatencies, ledger.stopLatencies], [[50, 40], [80]]);
	});
});

describe("median", () => {
	it("should return the middle, or undefined without values", () => {
		assert.equal(median([3, 1, 2]), 2);
		assert.equal(median([]), undefined);
	});
});
