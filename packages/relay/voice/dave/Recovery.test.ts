import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Recovery } from "./Recovery.ts";

type Call = (recovery: Recovery) => unknown;

const fail: Call = (recovery) => recovery.fail(7);
const expect: Call = (recovery) => recovery.expect(7);
const arrive: Call = (recovery) => recovery.arrive(5);
const rest: Call = (recovery) => recovery.rest();
const propose: Call = (recovery) => recovery.expect();
const execute: Call = (recovery) => recovery.execute();
const resume: Call = (recovery) => recovery.resume();
const overdue: Call = (recovery) => recovery.overdue();
const clear: Call = (recovery) => recovery.clear();

/** By hand: what is called, what the last call returns, what is news after it, and whether the session is out then. */
const TABLE: ReadonlyArray<
	readonly [name: string, calls: ReadonlyArray<Call>, returned: unknown, news: string | undefined, isOut: boolean]
> = [
	["nothing", [arrive], undefined, undefined, false],
	["no recovery under way and its time is over", [overdue], undefined, undefined, false],
	["no recovery under way and a Resume", [resume], undefined, undefined, false],
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
	["somebody else's first commit", [expect], undefined, "begun", false],
	["a Welcome after that", [expect, arrive], undefined, "done", false],
	["no Welcome after that in time", [expect, overdue], 7, "begun", false],
	["none after the report either", [expect, overdue, overdue], undefined, "hopeless", false],
	["a Welcome that fails after that", [expect, fail], true, "begun", true],
	["proposals that fail", [arrive, propose], undefined, "begun", false],
	["a commit of theirs", [arrive, propose, arrive], undefined, "done", false],
	["no commit of theirs in time", [arrive, propose, overdue], 5, "begun", false],
	["no commit of theirs before the first epoch", [propose, overdue], 0, "begun", false],
];

describe("Recovery", () => {
	for (const [name, calls, returned, news, isOut] of TABLE) {
		it(`should go on after ${name}`, () => {
			const recovery = new Recovery();
			const results = calls.map((call) => call(recovery));
			assert.deepEqual([results.at(-1), recovery.takeNews(), recovery.isOut], [returned, news, isOut]);
			assert.equal(recovery.takeNews(), undefined);
		});
	}

	it("should not give more time for a second failure than for the first", () => {
		const recovery = new Recovery();
		recovery.fail(1);
		recovery.takeNews();
		recovery.fail(2);
		assert.equal(recovery.takeNews(), undefined);
		assert.equal(recovery.reported, 1);
	});

	it("should give all the time again to a report that comes late", () => {
		const recovery = new Recovery();
		recovery.expect(1);
		recovery.takeNews();
		assert.equal(recovery.fail(2), true);
		assert.deepEqual([recovery.takeNews(), recovery.reported], ["begun", 2]);
	});

	it("should report five times more after a Resume", () => {
		const recovery = new Recovery();
		for (let id = 1; id <= 20; id += 1) {
			if (id % 5 === 0) recovery.resume();
			assert.equal(recovery.fail(id), true);
			recovery.arrive(id);
			recovery.execute();
		}
	});

	it("should report five times over one link, and then have the session end", () => {
		const recovery = new Recovery();
		for (let id = 1; id <= 5; id += 1) {
			assert.equal(recovery.fail(id), true);
			recovery.arrive(id);
			recovery.execute();
		}
		assert.equal(recovery.fail(6), false);
		assert.equal(recovery.overdue(), undefined);
		assert.equal(recovery.takeNews(), "failed");
	});
});
