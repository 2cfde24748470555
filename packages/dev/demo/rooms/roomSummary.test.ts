import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { SpeechLedger } from "../SpeechLedger.ts";
import { roomSummary, type GameEnd, type RoomsEnd } from "./roomSummary.ts";

const ROSTER = [{ id: "1", name: "Ada" }];
const CODE = "123456789012345678901234567890";

/** A ledger with one utterance that was reported. */
function goodSpeech(): SpeechLedger {
	const speech = new SpeechLedger();
	speech.live(true, 0);
	speech.packet("1", "speech", 0);
	speech.packet("1", "speech", 20);
	speech.report("1", true, 400);
	speech.packet("1", "silence", 500);
	speech.report("1", false, 900);
	return speech;
}

const gameOf = (changes: Partial<GameEnd> = {}): GameEnd => ({
	name: "game 1",
	roster: ROSTER,
	speech: goodSpeech(),
	codes: [],
	...changes,
});

const endOf = (changes: Partial<RoomsEnd> = {}): RoomsEnd => ({
	games: [gameOf()],
	roster: ROSTER,
	bot: { identifies: 1, resumes: 1, mostSeats: 1 },
	cost: { requests: 10, bytes: 5000, milliseconds: 10_000 },
	guestCodes: new Map(),
	...changes,
});

describe("roomSummary", () => {
	it("should be whole if nothing was lost", () => {
		const { isWhole, columns, lines } = roomSummary(endOf());
		assert.equal(isWhole, true);
		assert.deepEqual(Object.fromEntries(columns[0]!.rows), {
			roster: "1, equal to Discord's",
			starts: "1, 0 false, 0 missed; 0 while media was away",
			stops: "1, 0 false, 0 missed",
			latency: "start 400 ms, stop 880 ms (median)",
		});
		assert.deepEqual(lines, [
			["packets", "2 with speech"],
			["bot", "1 Identify, 1 Resume, 1 seat at a time"],
			["a 4th costs", "60 requests and 30 kB a minute, and nothing at Discord"],
		]);
	});

	const stuck = goodSpeech();
	stuck.packet("1", "speech", 1000);
	stuck.report("1", true, 1100);
	for (const [what, changes] of [
		["a roster differs", { games: [gameOf(), gameOf({ roster: [] })] }],
		["a name differs", { games: [gameOf({ roster: [{ id: "1", name: "Eve" }] })] }],
		["a stop is missing", { games: [gameOf({ speech: stuck })] }],
		["nobody spoke", { games: [gameOf({ speech: new SpeechLedger() })] }],
		["the bot identified twice", { bot: { identifies: 2, resumes: 0, mostSeats: 1 } }],
		["a guild had two seats", { bot: { identifies: 1, resumes: 0, mostSeats: 2 } }],
		["a game server has no code", { guestCodes: new Map([["Ada", [CODE]]]) }],
		["codes differ", { games: [gameOf({ codes: [CODE] })], guestCodes: new Map([["Ada", [CODE, "9"]]]) }],
	] as const) {
		it(`should not be whole if ${what}`, () => {
			assert.equal(roomSummary(endOf(changes)).isWhole, false);
		});
	}

	it("should show the shared privacy code", () => {
		const end = endOf({ games: [gameOf({ codes: ["1", CODE] })], guestCodes: new Map([["Ada", [CODE]]]) });
		const { isWhole, columns, lines } = roomSummary(end);
		assert.equal(isWhole, true);
		assert.equal(columns[0]!.rows.get("code"), "12345 67890 12345 67890 12345 67890");
		assert.deepEqual(lines[2], ["code, Ada", "12345 67890 12345 67890 12345 67890"]);
	});
});
