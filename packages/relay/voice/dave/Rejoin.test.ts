import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Rejoin } from "./Rejoin.ts";

type Call = (rejoin: Rejoin) => unknown;

const fail: Call = (rejoin) => rejoin.fail(7);
const expect: Call = (rejoin) => rejoin.expect(7);
const arrive: Call = (rejoin) => rejoin.arrive(5);
const rest: Call = (rejoin) => rejoin.rest();
const propose: Call = (rejoin) => rejoin.expect();
const execute: Call = (rejoin) => rejoin.execute();
const resume: Call = (rejoin) => rejoin.resume();
const overdue: Call = (rejoin) => rejoin.overdue();
const clear: Call = (rejoin) => rejoin.clear();

/** By hand: the calls, the result of the last one, the news after it, and whether the session is out. */
const TABLE: ReadonlyArray<
	readonly [name: string, calls: ReadonlyArray<Call>, returned: unknown, news: string | undefined, isOut: boolean]
> = [
	["nothing", [arrive], undefined, undefined, false],
	["no rejoin under way and its time is over", [overdue], undefined, undefined, false],
	["no rejoin under way and a Resume", [resume], undefined, undefined, false],
	["a failure", [fail], true, "begun", true],
	["a second failure", [fail, fail], false, "begun", true],
	["a failure, and it is let in", [fail, arrive], undefined, "done", false],
	["a failure, and there is no group any more", [fail, rest], undefined, "done", false],
	["a failure, and time is over", [arrive, fail, overdue], undefined, "failed", true],
	["a failure, and time is over, though it never was in", [fail, overdue], undefined, "hopeless", true],
	["a Welcome that comes after all", [fail, overdue, arrive], undefined, "done", false],
	["a failure, and a Resume", [fail, resume], undefined, "begun", true],
	["a failure after it was let in, no transition since", [fail, arrive, fail], false, "begun", true],
	["a failure after a transition", [fail, arrive, execute, fail], true, "begun", true],
	["a failure after a new session", [fail, clear, fail], true, "begun", true],
	["another member's first commit", [expect], undefined, "begun", false],
	["a Welcome after that", [expect, arrive], undefined, "done", false],
	["no Welcome after that in time", [expect, overdue], 7, "begun", false],
	["none after the report either", [expect, overdue, overdue], undefined, "hopeless", false],
	["a Welcome that fails after that", [expect, fail], true, "begun", true],
	["proposals that fail", [arrive, propose], undefined, "begun", false],
	["a commit of theirs", [arrive, propose, arrive], undefined, "done", false],
	["no commit of theirs in time", [arrive, propose, overdue], 5, "begun", false],
	["no commit of theirs before the first epoch", [propose, overdue], 0, "begun", false],
];

describe("Rejoin", () => {
	for (const [name, calls, returned, news, isOut] of TABLE) {
		it(`should go on after ${name}`, () => {
			const rejoin = new Rejoin();
			const results = calls.map((call) => call(rejoin));
			assert.deepEqual([results.at(-1), rejoin.takeNews(), rejoin.isOut], [returned, news, isOut]);
			assert.equal(rejoin.takeNews(), undefined);
		});
	}

	it("should not give more time for a second failure than for the first", () => {
		const rejoin = new Rejoin();
		rejoin.fail(1);
		rejoin.takeNews();
		rejoin.fail(2);
		assert.equal(rejoin.takeNews(), undefined);
		assert.equal(rejoin.reported, 1);
	});

	it("should restart the time for a late report", () => {
		const rejoin = new Rejoin();
		rejoin.expect(1);
		rejoin.takeNews();
		assert.equal(rejoin.fail(2), true);
		assert.deepEqual([rejoin.takeNews(), rejoin.reported], ["begun", 2]);
	});

	it("should report up to five more times after a Resume", () => {
		const rejoin = new Rejoin();
		for (let id = 1; id <= 20; id += 1) {
			if (id % 5 === 0) rejoin.resume();
			assert.equal(rejoin.fail(id), true);
			rejoin.arrive(id);
			rejoin.execute();
		}
	});

	it("should report five times over one link, and then have the session end", () => {
		const rejoin = new Rejoin();
		for (let id = 1; id <= 5; id += 1) {
			assert.equal(rejoin.fail(id), true);
			rejoin.arrive(id);
			rejoin.execute();
		}
		assert.equal(rejoin.fail(6), false);
		assert.equal(rejoin.overdue(), undefined);
		assert.equal(rejoin.takeNews(), "failed");
	});
});
