import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { Reconnector, STABLE_AFTER } from "./Reconnector.ts";

type State = "idle" | "open" | "closed";
type Event = "open" | "close";

const NEXT: Readonly<Record<State, Partial<Record<Event, State>>>> = {
	idle: { open: "open" },
	open: { close: "closed" },
	closed: {},
};

function start() {
	const clock = new FakeClock();
	const log: Array<string> = [];
	const reconnector = new Reconnector<State, Event, number, string, string>({
		clock,
		random: () => 0.25,
		rules: {
			next: (state, event) => NEXT[state][event],
			recover: (held, loss, share) => `${held} ${loss} ${share}`,
			opened: (held) => held + 1,
			stabilised: () => 0,
		},
		state: "idle",
		held: 5,
		onChanged: (state, detail) => log.push(`${state}: ${detail}`),
	});
	return { clock, log, reconnector };
}

describe("Reconnector", () => {
	it("should take the transitions of its table", () => {
		const { log, reconnector } = start();
		assert.deepEqual(
			[reconnector.go("open", "a"), reconnector.go("open", "b"), reconnector.go("close", "c")],
			[true, false, true],
		);
		assert.deepEqual([log, reconnector.state], [["open: a", "closed: c"], "closed"]);
	});

	it("should stop its timers at a transition", () => {
		const { clock, reconnector } = start();
		reconnector.deadline(1, () => assert.fail());
		reconnector.attemptIn(1, () => assert.fail());
		reconnector.go("open");
		clock.advance(2000);
		assert.equal(clock.pending, 0);
	});

	it("should keep its timers at an event that is out of place", () => {
		const { clock, reconnector } = start();
		const calls: Array<string> = [];
		reconnector.deadline(1, () => calls.push("deadline"));
		reconnector.attemptIn(2, () => calls.push("attempt"));
		reconnector.go("close");
		clock.advance(2000);
		assert.deepEqual(calls, ["deadline", "attempt"]);
	});

	it("should stop only the deadline if asked to", () => {
		const { clock, reconnector } = start();
		const calls: Array<string> = [];
		reconnector.deadline(1, () => calls.push("deadline"));
		reconnector.attemptIn(1, () => calls.push("attempt"));
		reconnector.stopDeadline();
		clock.advance(1000);
		assert.deepEqual(calls, ["attempt"]);
	});

	it("should keep the failures of a session that was not stable", () => {
		const { clock, reconnector } = start();
		reconnector.opened();
		clock.advance(STABLE_AFTER * 1000 - 1);
		assert.equal(reconnector.lose("gone"), "6 gone 0.25");
	});

	it("should forget the failures of a stable session, once", () => {
		const { clock, reconnector } = start();
		reconnector.opened();
		clock.advance(STABLE_AFTER * 1000);
		assert.equal(reconnector.lose("gone"), "0 gone 0.25");
		reconnector.held = 7;
		assert.equal(reconnector.lose("gone"), "7 gone 0.25");
	});
});
