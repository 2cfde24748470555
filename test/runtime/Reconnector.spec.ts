/// <reference types="@rbxts/testez/globals" />

import { Reconnector } from "../../src/runtime/Reconnector";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";

type State = "idle" | "open" | "waiting" | "closed";
type Event = "open" | "lost" | "stop";

const TRANSITIONS: Record<State, Partial<Record<Event, State>>> = {
	idle: { open: "open" },
	open: { lost: "waiting", stop: "closed" },
	waiting: { open: "open", stop: "closed" },
	closed: {},
};

/** What is held: failures so far, and whether a session has been open. */
interface Held {
	readonly attempts: number;
	readonly hasSession: boolean;
}

/** @param onChanged Called after the change is recorded, as a handler of the owner's signal. */
function make(onChanged: (state: State) => void = () => {}) {
	const scheduler = new FakeScheduler();
	const logger = new RecordingLogger();
	const changes: Array<string> = [];
	const reconnector = new Reconnector<State, Event, Held, string, string>({
		scheduler,
		random: () => 0.5,
		log: logger,
		rules: {
			next: (state, event) => TRANSITIONS[state][event],
			recover: ({ attempts }, loss, share) => `${loss} ${attempts} ${share}`,
			opened: (held) => ({ ...held, hasSession: true }),
			stabilised: (held) => ({ ...held, attempts: 0 }),
		},
		state: "idle",
		held: { attempts: 3, hasSession: false },
		stableAfter: 10,
		onChanged: (state, detail) => {
			changes.push(`${state} ${detail ?? "-"}`);
			onChanged(state);
		},
	});
	return { scheduler, logger, changes, reconnector };
}

export = () => {
	describe("go", () => {
		it("should take the transition, and pass its detail", () => {
			const { reconnector, changes } = make();
			expect(reconnector.go("open")).to.equal(true);
			expect(reconnector.go("lost", "why")).to.equal(true);
			expect(reconnector.state).to.equal("waiting");
			expect(changes.join(",")).to.equal("open -,waiting why");
		});

		it("should log an unexpected event, and keep its state", () => {
			const { reconnector, changes, logger } = make();
			expect(reconnector.go("lost")).to.equal(false);
			expect(reconnector.state).to.equal("idle");
			expect(changes.size()).to.equal(0);
			expect(logger.count("lost is out of place while idle")).to.equal(1);
		});

		it("should return false where a handler changed the state again", () => {
			const made = make((state) => {
				if (state === "open") made.reconnector.go("stop");
			});
			expect(made.reconnector.go("open")).to.equal(false);
			expect(made.reconnector.state).to.equal("closed");
		});

		it("should stop the deadline and the attempt of the last state", () => {
			const { reconnector, scheduler } = make();
			let calls = 0;
			reconnector.deadline(1, () => (calls += 1));
			reconnector.attemptIn(1, () => (calls += 1));
			reconnector.go("open");
			scheduler.advance(2);
			expect(calls).to.equal(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});
	});

	describe("force", () => {
		it("should set a state without the table, and keep the timers", () => {
			const { reconnector, scheduler, changes } = make();
			let calls = 0;
			reconnector.deadline(1, () => (calls += 1));
			expect(reconnector.force("waiting")).to.equal(true);
			scheduler.advance(1);
			expect(calls).to.equal(1);
			expect(changes.join(",")).to.equal("waiting -");
		});
	});

	describe("lose", () => {
		it("should decide by the rules without changing what is held", () => {
			const { reconnector } = make();
			expect(reconnector.lose("cut")).to.equal("cut 3 0.5");
			expect(reconnector.lose("cut")).to.equal("cut 3 0.5");
		});

		it("should forget failures only after a stable session", () => {
			const { reconnector, scheduler } = make();
			reconnector.opened();
			expect(reconnector.held.hasSession).to.equal(true);
			scheduler.advance(9.9);
			expect(reconnector.lose("cut")).to.equal("cut 3 0.5");
			scheduler.advance(100);
			expect(reconnector.lose("cut")).to.equal("cut 3 0.5");
			reconnector.opened();
			scheduler.advance(10);
			expect(reconnector.lose("cut")).to.equal("cut 0 0.5");
		});
	});

	describe("settle", () => {
		it("should count an ended session once", () => {
			const { reconnector, scheduler } = make();
			reconnector.opened();
			scheduler.advance(10);
			reconnector.settle();
			expect(reconnector.held.attempts).to.equal(0);
			reconnector.held = { attempts: 2, hasSession: true };
			reconnector.settle();
			expect(reconnector.held.attempts).to.equal(2);
		});
	});

	describe("attemptIn", () => {
		it("should attempt after its delay, and at once without one", () => {
			const { reconnector, scheduler } = make();
			let calls = 0;
			reconnector.attemptIn(0, () => (calls += 1));
			expect(calls).to.equal(1);
			reconnector.attemptIn(2, () => (calls += 1));
			scheduler.advance(1.9);
			expect(calls).to.equal(1);
			scheduler.advance(0.1);
			expect(calls).to.equal(2);
		});
	});

	describe("deadline", () => {
		it("should replace the running one, and end with stopDeadline", () => {
			const { reconnector, scheduler } = make();
			const passed: Array<string> = [];
			reconnector.deadline(1, () => passed.push("first"));
			reconnector.deadline(2, () => passed.push("second"));
			scheduler.advance(2);
			reconnector.deadline(1, () => passed.push("third"));
			reconnector.stopDeadline();
			scheduler.advance(2);
			expect(passed.join(",")).to.equal("second");
		});
	});

	describe("stop", () => {
		it("should end both timers", () => {
			const { reconnector, scheduler } = make();
			reconnector.deadline(1, () => {});
			reconnector.attemptIn(1, () => {});
			reconnector.stop();
			reconnector.stop();
			expect(scheduler.sleeperCount()).to.equal(0);
		});
	});
};
