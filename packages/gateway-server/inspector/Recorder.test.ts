import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Recorder, type InspectorEntry } from "./Recorder.ts";

function record() {
	const entries: Array<InspectorEntry> = [];
	const clock = { time: 0 };
	const recorder = new Recorder(
		(entry) => entries.push(entry),
		() => clock.time,
	);
	const beat = (at: number, connection = 1, acknowledged = true) =>
		recorder.hearEvent({ kind: "heartbeat", connection, sessionId: "s", nonce: 1, sequence: -1, acknowledged }, at);
	const close = (connection: number) =>
		recorder.hearEvent({ kind: "closed", connection, sessionId: "s", code: 1000, reason: "", by: "client" }, 0);
	return { entries, clock, recorder, beat, close };
}

describe("Recorder", () => {
	it("should measure the time between heartbeats", () => {
		const { entries, beat, close } = record();
		beat(100);
		beat(1100, 2);
		beat(2600, 1, false);
		close(1);
		beat(3000);
		const spacings = entries.map((entry) =>
			entry.type === "heartbeat" ? [entry.spacing, entry.acknowledged] : entry.type,
		);
		assert.deepEqual(spacings, [[undefined, true], [undefined, true], [2500, false], "event", [undefined, true]]);
	});

	it("should distinguish connections of the two gateways", () => {
		const { entries, recorder, beat } = record();
		beat(100);
		const main = {
			kind: "heartbeat",
			connection: 1,
			sessionId: "m",
			nonce: 0,
			sequence: 0,
			acknowledged: true,
		} as const;
		recorder.hearEvent({ ...main, gateway: "main" }, 300);
		recorder.hearEvent({ ...main, gateway: "main" }, 450);
		beat(1100);
		const spacings = entries.map((entry) => entry.type === "heartbeat" && entry.spacing);
		assert.deepEqual(spacings, [undefined, undefined, 150, 1000]);
	});

	it("should measure the first heartbeat from the connection start", () => {
		const { entries, recorder, beat } = record();
		recorder.hearEvent({ kind: "connected", connection: 3 }, 100);
		beat(350, 3);
		assert.equal(entries[1]?.type === "heartbeat" && entries[1].spacing, 250);
	});

	it("should measure from the first unanswered ping", () => {
		const { entries, clock, recorder } = record();
		const pong = () => recorder.hearEvent({ kind: "pong", connection: 1, sessionId: "s" }, 9);
		pong();
		recorder.pinging("s");
		clock.time = 5;
		recorder.pinging("s");
		clock.time = 12;
		pong();
		pong();
		assert.deepEqual(entries, [{ type: "ping", at: 9, sessionId: "s", latency: 12 }]);
	});

	it("should forget a ping when its connection ends", () => {
		const { entries, recorder, close } = record();
		recorder.pinging("s");
		close(1);
		recorder.hearEvent({ kind: "pong", connection: 2, sessionId: "s" }, 9);
		assert.deepEqual(
			entries.map(({ type }) => type),
			["event"],
		);
	});

	it("should record a decoded frame without its bytes", () => {
		const { entries, recorder } = record();
		const content = { kind: "text", text: '{"op":3}' } as const;
		recorder.hearFrame({ connection: 1, sessionId: "s", gateway: "voice", direction: "in", size: 8, content }, 4);
		assert.deepEqual(entries, [
			{
				...{ type: "frame", at: 4, connection: 1, sessionId: "s", gateway: "voice", direction: "in", size: 8 },
				...{ kind: "json", op: 3, opName: "Heartbeat", eventName: undefined, seq: undefined },
				...{ header: "op 3 Heartbeat · 8 bytes", body: '{"op":3}' },
			},
		]);
	});
});
