/// <reference types="@rbxts/testez/globals" />

import { ConnectionEvent, ConnectionState, nextState, TRANSITIONS } from "../../../src/protocol/voice/connectionState";

const EVENTS: ReadonlyArray<ConnectionEvent> = ["open", "identify", "resume", "ready", "lost", "retry", "stop"];

/** By hand: a row a state, a column an event of EVENTS; "-" is out of place. */
const EXPECTED: Record<ConnectionState, ReadonlyArray<ConnectionState | "-">> = {
	idle: ["connecting", "-", "-", "-", "-", "-", "closed"],
	connecting: ["-", "identifying", "resuming", "-", "waiting", "-", "closed"],
	identifying: ["-", "-", "-", "ready", "waiting", "-", "closed"],
	resuming: ["-", "-", "-", "ready", "waiting", "-", "closed"],
	ready: ["-", "-", "-", "-", "waiting", "-", "closed"],
	waiting: ["-", "-", "-", "-", "-", "connecting", "closed"],
	closed: ["-", "-", "-", "-", "-", "-", "-"],
};

export = () => {
	describe("nextState", () => {
		for (const [state, row] of pairs(EXPECTED)) {
			it(`should know every event while ${state}`, () => {
				EVENTS.forEach((event, column) => expect(nextState(state, event) ?? "-").to.equal(row[column]));
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

		it("should reach closed from every state but itself", () => {
			for (const [state, row] of pairs(TRANSITIONS)) {
				expect(row.stop).to.equal(state === "closed" ? undefined : "closed");
			}
		});
	});
};
