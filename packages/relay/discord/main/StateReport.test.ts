import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { pino } from "pino";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { WebsocketStatus } from "../../../../src/protocol/gateway/connectionState.ts";
import type { CellState } from "./CellSession.ts";
import { StateReport } from "./StateReport.ts";

function start() {
	const states: Array<CellState> = [];
	const logs: Array<string> = [];
	const events = { onDispatch: () => {}, onGap: () => {}, onState: (state: CellState) => void states.push(state) };
	const report = new StateReport({
		clock: new FakeClock(),
		log: pino({ base: null }, { write: (line: string) => void logs.push(line) }),
		events,
		limit: () => ({ seconds: 60, reason: "limit" }),
	});
	return { report, states, logs };
}

/** By hand: the state of each status, with the detail "why". */
const ROWS: ReadonlyArray<readonly [WebsocketStatus, CellState]> = [
	[WebsocketStatus.Idle, { kind: "connecting", reason: "why" }],
	[WebsocketStatus.Connecting, { kind: "connecting", reason: "why" }],
	[WebsocketStatus.Greeting, { kind: "connecting", reason: "why" }],
	[WebsocketStatus.Queued, { kind: "connecting", reason: "why" }],
	[WebsocketStatus.Identifying, { kind: "connecting", reason: "why" }],
	[WebsocketStatus.Resuming, { kind: "connecting", reason: "why" }],
	[WebsocketStatus.Waiting, { kind: "connecting", reason: "why" }],
	[WebsocketStatus.Ready, { kind: "ready" }],
	[WebsocketStatus.Limited, { kind: "limited", reason: "why", until: 60_000 }],
	[WebsocketStatus.Closed, { kind: "stopped", reason: "why; correct it and restart the relay" }],
];

describe("StateReport", () => {
	for (const [status, state] of ROWS) {
		it(`should show ${status} as ${state.kind}`, () => {
			const { report } = start();
			report.show(status, "why");
			assert.deepEqual(report.state, state);
		});
	}

	it("should report each kind once", () => {
		const { report, states } = start();
		const { Waiting, Connecting, Ready } = WebsocketStatus;
		for (const status of [Connecting, Ready, Waiting, Connecting, Waiting, Ready]) report.show(status, "");
		assert.deepEqual(
			states.map(({ kind }) => kind),
			["ready", "connecting", "ready"],
		);
	});

	it("should keep the reason of a loss until the session is back", () => {
		const { report } = start();
		report.show(WebsocketStatus.Ready, "");
		report.show(WebsocketStatus.Waiting, "gone");
		report.show(WebsocketStatus.Connecting, "");
		assert.deepEqual(report.state, { kind: "connecting", reason: "gone" });
	});

	it("should log an event that throws, and go on", () => {
		const { report, logs } = start();
		report.tell("onGap", () => assert.fail("hub"));
		assert.match(logs.join(""), /"event":"onGap"/);
	});

	it("should call nothing once it is silent", () => {
		const { report, states } = start();
		report.silence();
		report.show(WebsocketStatus.Ready, "");
		report.tell("onGap", () => assert.fail());
		assert.deepEqual([states, report.state], [[], { kind: "ready" }]);
	});
});
