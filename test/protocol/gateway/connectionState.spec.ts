/// <reference types="@rbxts/testez/globals" />

import {
	isStatusReachable,
	nextStatus,
	TRANSITIONS,
	WebsocketEvent,
	WebsocketStatus,
} from "../../../src/protocol/gateway/connectionState";

const EVENTS: ReadonlyArray<WebsocketEvent> = [
	"open",
	"opened",
	"queue",
	"identify",
	"resume",
	"ready",
	"lost",
	"retry",
	"limit",
	"stop",
];

/** Written by hand: a row for each status, a column for each event of EVENTS; "-" is not expected. */
const EXPECTED: Record<WebsocketStatus, string> = {
	[WebsocketStatus.Idle]: "connecting - - - - - - - limited closed",
	[WebsocketStatus.Connecting]: "- greeting - - - - waiting - - closed",
	[WebsocketStatus.Greeting]: "- - queued - resuming - waiting - - closed",
	[WebsocketStatus.Queued]: "- - - identifying - - waiting - - closed",
	[WebsocketStatus.Identifying]: "- - - - - ready waiting - - closed",
	[WebsocketStatus.Resuming]: "- - - - - ready waiting - - closed",
	[WebsocketStatus.Ready]: "- - - - - - waiting - - closed",
	[WebsocketStatus.Waiting]: "- - - - - - - connecting limited closed",
	[WebsocketStatus.Limited]: "- - - - - - - connecting - closed",
	[WebsocketStatus.Closed]: "connecting - - - - - - - limited -",
};

export = () => {
	describe("nextStatus", () => {
		for (const [status, row] of pairs(EXPECTED)) {
			const targets = row.split(" ");
			EVENTS.forEach((event, column) => {
				const target = targets[column];
				it(`should ${target === "-" ? "refuse" : `go to ${target} on`} ${event} while ${status}`, () => {
					expect(targets.size()).to.equal(EVENTS.size());
					expect(nextStatus(status, event) ?? "-").to.equal(target);
				});
			});
		}
	});

	describe("isStatusReachable", () => {
		it("should agree with the table", () => {
			for (const [status, row] of pairs(EXPECTED)) {
				for (const [target] of pairs(EXPECTED)) {
					expect(isStatusReachable(status, target)).to.equal(row.split(" ").includes(target));
				}
			}
		});
	});

	describe("TRANSITIONS", () => {
		it("should reach every status from idle", () => {
			const reached = new Set<WebsocketStatus>([WebsocketStatus.Idle]);
			const queue: Array<WebsocketStatus> = [WebsocketStatus.Idle];
			for (let status = queue.pop(); status !== undefined; status = queue.pop()) {
				for (const [, target] of pairs(TRANSITIONS[status])) {
					if (!reached.has(target)) {
						reached.add(target);
						queue.push(target);
					}
				}
			}
			for (const [status] of pairs(TRANSITIONS)) expect(reached.has(status)).to.equal(true);
			expect(reached.size()).to.equal(10);
		});

		it("should have no untested event", () => {
			for (const [, row] of pairs(TRANSITIONS)) {
				for (const [event] of pairs(row)) expect(EVENTS.includes(event)).to.equal(true);
			}
		});
	});
};
