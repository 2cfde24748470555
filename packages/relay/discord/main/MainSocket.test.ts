import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { SEND_LIMIT } from "../../../../src/protocol/gateway/sendWindow.ts";
import { readTarget } from "../../security/target.ts";
import { FakeUpstream } from "../../support/FakeUpstream.ts";
import { MainSocket } from "./MainSocket.ts";

const TARGET = readTarget("ws://a.test:1", { hosts: [], ports: new Set(), insecure: new Set(["a.test:1"]) });

function start() {
	const clock = new FakeClock();
	const upstreams: Array<FakeUpstream> = [];
	const log: Array<unknown> = [];
	const socket = new MainSocket({
		clock,
		random: () => 0.5,
		connect: (target, open, listener) => {
			const upstream = new FakeUpstream(target, open, listener);
			upstreams.push(upstream);
			return upstream;
		},
		acknowledged: () => 7,
		onOpen: () => log.push("open"),
		onText: (text) => log.push(text.toString()),
		onBinary: () => log.push("binary"),
		onEnd: (code, reason) => log.push([code, reason]),
		onZombie: () => log.push("zombie"),
	});
	socket.open(TARGET);
	const [upstream] = upstreams;
	if (upstream === undefined) throw new Error("no socket");
	return { clock, log, socket, upstream, upstreams };
}

describe("MainSocket", () => {
	it("should pass on what the socket tells", () => {
		const { log, upstream } = start();
		upstream.listener.onOpen("");
		upstream.listener.onText(Buffer.from("a"));
		upstream.listener.onBinary(Buffer.from("b"));
		upstream.listener.onEnd({ kind: "closed", code: 4000, reason: "c", by: "peer" });
		assert.deepEqual(log, ["open", "a", "binary", [4000, "c"]]);
	});

	it("should have no code for a lost connection, or one that failed", () => {
		for (const end of [
			{ kind: "closed", code: 1006, reason: "", by: "network" },
			{ kind: "failed", code: "connect_failed", message: "" },
		] as const) {
			const { log, upstream } = start();
			upstream.listener.onEnd(end);
			assert.deepEqual(log, [[undefined, ""]]);
		}
	});

	it("should send nothing before the socket is open, and after it", () => {
		const { socket, upstream } = start();
		socket.send({ op: 1 });
		upstream.listener.onOpen("");
		socket.send({ op: 2 });
		socket.release();
		socket.send({ op: 3 });
		assert.deepEqual(upstream.log, ['{"op":2}', ["close", 4000, ""]]);
	});

	it("should beat with the acknowledged number", () => {
		const { clock, socket, upstream } = start();
		upstream.listener.onOpen("");
		socket.hello(10_000);
		clock.advance(5000);
		assert.deepEqual(upstream.log, ['{"op":1,"d":7}']);
	});

	it("should leave room for heartbeats in the send limit", () => {
		const { socket, upstream } = start();
		upstream.listener.onOpen("");
		socket.hello(10_000);
		while (socket.untilFree() === 0) socket.send({ op: 4 });
		assert.equal(upstream.log.length, SEND_LIMIT - 6 - 2);
	});

	it("should begin afresh with each socket", () => {
		const { clock, log, socket, upstream, upstreams } = start();
		upstream.listener.onOpen("");
		socket.hello(10_000);
		while (socket.untilFree() === 0) socket.send({ op: 4 });
		socket.open(TARGET);
		assert.deepEqual([socket.untilFree(), clock.pending, upstreams.length], [0, 0, 2]);
		assert.deepEqual(upstream.log.at(-1), ["close", 4000, ""]);
		assert.deepEqual(log, ["open"]);
	});
});
