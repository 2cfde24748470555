/// <reference types="@rbxts/testez/globals" />

import { ConnectionEvent, ConnectionState, nextState, TRANSITIONS } from "../../../src/protocol/voice/connectionState";

const EVENTS: ReadonlyArray<ConnectionEvent> = [
	"open",
	"paired",
	"unallocated",
	"identify",
	"resume",
	"ready",
	"lost",
	"moved",
	"retry",
	"renew",
	"stop",
];

/** By hand: a row a state, a column an event of EVENTS; "-" is out of place. */
const EXPECTED: Record<ConnectionState, string> = {
	idle: "signalling - - - - - - - - - closed",
	signalling: "- connecting signalling - - - waiting - - - closed",
	connecting: "- connecting signalling identifying resuming - waiting moving - - closed",
	identifying: "- connecting signalling - - ready waiting moving - - closed",
	resuming: "- connecting signalling - - ready waiting moving - - closed",
	ready: "- connecting signalling - - - waiting moving connecting - closed",
	waiting: "- connecting signalling - - - - - connecting signalling closed",
	moving: "- connecting signalling - - - - - - - closed",
	closed: "- - - - - - - - - - -",
};

export = () => {
	describe("nextState", () => {
		for (const [state, row] of pairs(EXPECTED)) {
			const targets = row.split(" ");
			EVENTS.forEach((event, column) => {
				const target = targets[column];
				it(`should ${target === "-" ? "refuse" : `go to ${target} on`} ${event} while ${state}`, () => {
					expect(targets.size()).to.equal(EVENTS.size());
					expect(nextState(state, event) ?? "-").to.equal(target);
				});
			});
		}
	});

	describe("TRANSITIONS", () => {
		it("should reach every state from idle", () => {
			const reached = new Set<ConnectionState>(["idle"]);
			const queue: Array<ConnectionState> = ["idle"];
			for (let state = queue.pop(); state !== undefined; state = queue.pop()) {
				for (const [, target] of pairs(TRANSITIONS[state])) {
					if (!reached.has(target)) {
						reached.add(target);
						queue.push(target);
					}
				}
			}
			for (const [state] of pairs(TRANSITIONS)) expect(reached.has(state)).to.equal(true);
		});

		it("should have no event that the table above does not test", () => {
			for (const [, row] of pairs(TRANSITIONS)) {
				for (const [event] of pairs(row)) expect(EVENTS.includes(event)).to.equal(true);
			}
		});

		it("should reach closed from every state but itself", () => {
			for (const [state, row] of pairs(TRANSITIONS)) {
				expect(row.stop).to.equal(state === "closed" ? undefined : "closed");
			}
		});
	});
};
