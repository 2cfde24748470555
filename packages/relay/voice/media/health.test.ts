import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { HEALTH_RULES, mayHear, nextHealth, type Health, type HealthEvent } from "./health.ts";

const OPENING: Health = { state: "opening" };
const LIVE: Health = { state: "live" };
const REFUSED: Health = { state: "unavailable", reason: "refused" };
const MODE: Health = { state: "unavailable", reason: "mode" };
const SILENT: Health = { state: "lost", reason: "silent" };
const WRONG: Health = { state: "lost", reason: "key" };

/** By hand: what follows each state on each event; `-` for no change. */
const TABLE: ReadonlyArray<readonly [event: HealthEvent, ...after: ReadonlyArray<Health | "-">]> = [
	// from               opening, live, unavailable, lost by silence, lost by a key
	["began", "-", OPENING, OPENING, OPENING, OPENING],
	["ready", LIVE, "-", "-", "-", "-"],
	["heard", "-", "-", "-", LIVE, "-"],
	["noPlace", REFUSED, REFUSED, REFUSED, REFUSED, REFUSED],
	["badAddress", { state: "unavailable", reason: "address" }, "-", "-", "-", "-"],
	["noMode", MODE, MODE, "-", "-", "-"],
	["badKey", { state: "unavailable", reason: "key" }, { state: "unavailable", reason: "key" }, "-", "-", "-"],
	["undiscovered", { state: "unavailable", reason: "discovery" }, "-", "-", "-", "-"],
	["silent", "-", SILENT, "-", "-", "-"],
	["refusing", "-", SILENT, "-", "-", "-"],
	["wrongKey", "-", WRONG, "-", "-", "-"],
	["closed", { state: "lost", reason: "closed" }, { state: "lost", reason: "closed" }, "-", "-", "-"],
];
const STATES = [OPENING, LIVE, MODE, SILENT, WRONG];

describe("nextHealth", () => {
	for (const [event, ...after] of TABLE) {
		it(`should follow the table on ${event}`, () => {
			for (const [index, health] of STATES.entries()) {
				const expected = after[index];
				const next = nextHealth(health, event);
				if (expected === "-") assert.equal(next, health);
				else assert.deepEqual(next, expected);
			}
		});
	}

	it("should have every event in the table", () => {
		assert.deepEqual(TABLE.map(([event]) => event).sort(), Object.keys(HEALTH_RULES).sort());
	});
});

describe("mayHear", () => {
	it("should be true while packets may come", () => {
		assert.deepEqual(STATES.map(mayHear), [true, true, false, true, false]);
	});
});
