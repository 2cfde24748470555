import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { encodeIpDiscoveryRequest, encodeIpDiscoveryResponse } from "../../../shared/rtp/discovery.ts";
import { encodeLegacyPing, encodePong } from "../../../shared/rtp/keepAlive.ts";
import { FakeClock } from "../../../shared/support/FakeClock.ts";
import { FakeNetwork } from "../../support/FakeDatagrams.ts";
import { DISCOVERY_MS, MediaLine, PING_MS } from "./MediaLine.ts";
import { PACKETS_PER_SECOND, WINDOW_MS } from "./PacketCeiling.ts";

const SSRC = 7;
const TO = { address: "66.22.196.1", port: 5000 };
const OWN = { address: "192.0.2.1", port: 4000 };

function made() {
	const [clock, network] = [new FakeClock(), new FakeNetwork()];
	const log: Array<unknown> = [];
	let [datagrams, shed] = [0, 0];
	const line = new MediaLine(network.open, TO, SSRC, clock, {
		onAddress: (own) => log.push(["address", own]),
		onUndiscovered: (fault) => log.push(["undiscovered", fault]),
		onDatagram: () => (datagrams += 1),
		onShed: () => (shed += 1),
		onAnswer: (now) => log.push(["answer", now]),
		onFault: () => log.push(["fault"]),
		onTick: (now) => log.push(["tick", now]),
	});
	const { last: far } = network;
	return { clock, far, line, log, counts: () => [datagrams, shed] };
}

function discovered() {
	const all = made();
	all.far.discover(SSRC, OWN.address, OWN.port);
	all.far.take();
	all.log.splice(0);
	return all;
}

describe("MediaLine", () => {
	it("should ask for its address once it is connected", () => {
		const { far, log } = made();
		assert.deepEqual([far.to, far.take()], [TO, []]);
		far.listener.onConnected();
		assert.deepEqual(far.take(), ["discovery 7"]);
		far.listener.onDatagram(encodeIpDiscoveryResponse({ ssrc: SSRC, ...OWN }));
		assert.deepEqual(log, [["address", OWN]]);
	});

	it("should accept no other datagram as an answer", () => {
		const { far, log } = made();
		far.listener.onConnected();
		const right = encodeIpDiscoveryResponse({ ssrc: SSRC, ...OWN });
		for (const datagram of [
			encodeIpDiscoveryResponse({ ssrc: 8, ...OWN }),
			encodeIpDiscoveryResponse({ ssrc: SSRC, address: "no address", port: 1 }),
			encodeIpDiscoveryRequest(SSRC),
			right.subarray(1),
			Buffer.concat([right, Buffer.of(0)]),
			Buffer.alloc(0),
		]) {
			far.listener.onDatagram(datagram);
		}
		assert.deepEqual(log, []);
	});

	it("should ask five times, a second apart, and then give up", () => {
		const { clock, far, line, log } = made();
		far.listener.onConnected();
		for (let asked = 1; asked <= 5; asked += 1) {
			assert.equal(far.sent.length, asked);
			assert.deepEqual(log, []);
			clock.advance(DISCOVERY_MS);
		}
		assert.deepEqual([log, far.isClosed, clock.pending], [[["undiscovered", undefined]], true, 0]);
		line.close();
	});

	it("should give up without a socket, and say why", () => {
		const { clock, far, log } = made();
		far.listener.onFault("EMFILE");
		clock.advance(5 * DISCOVERY_MS);
		assert.deepEqual([log, far.sent], [[["undiscovered", "EMFILE"]], []]);
	});

	it("should keep asking though the port refuses at first", () => {
		const { clock, far, log } = made();
		far.listener.onConnected();
		far.listener.onFault("ECONNREFUSED");
		clock.advance(2 * DISCOVERY_MS);
		far.listener.onDatagram(encodeIpDiscoveryResponse({ ssrc: SSRC, ...OWN }));
		assert.deepEqual(
			[log, far.take().slice(0, 3)],
			[[["address", OWN]], ["discovery 7", "discovery 7", "discovery 7"]],
		);
	});

	it("should ping at once, then every 5 seconds", () => {
		const { clock, far, log } = made();
		far.discover(SSRC);
		assert.deepEqual(far.take(), ["discovery 7", "ping 1"]);
		clock.advance(PING_MS - 1);
		assert.deepEqual(far.take(), []);
		clock.advance(1);
		assert.deepEqual([far.take(), log.at(-1)], [["ping 2"], ["tick", PING_MS]]);
		far.listener.onDatagram(encodePong(2));
		assert.deepEqual(log.at(-1), ["answer", PING_MS]);
		clock.advance(PING_MS);
		assert.deepEqual(far.take(), ["ping 3"]);
	});

	it("should add the legacy ping while none is answered natively", () => {
		const { clock, far, log } = discovered();
		clock.advance(2 * PING_MS);
		assert.deepEqual(far.take(), ["ping 2", "ping 3", "legacy 3"]);
		far.listener.onDatagram(encodeLegacyPing(3));
		assert.deepEqual(log.at(-1), ["answer", 2 * PING_MS]);
		clock.advance(PING_MS);
		assert.deepEqual(far.take(), ["ping 4", "legacy 4"]);
		far.listener.onDatagram(encodePong(4));
		clock.advance(PING_MS);
		assert.deepEqual(far.take(), ["ping 5"]);
	});

	it("should ignore an echo before it sends a legacy ping", () => {
		const { far, log } = discovered();
		far.listener.onDatagram(encodeLegacyPing(1));
		assert.deepEqual(log, []);
	});

	it("should report errors after discovery", () => {
		const { far, log } = discovered();
		far.listener.onFault("ECONNREFUSED");
		assert.deepEqual(log, [["fault"]]);
	});

	it("should pause above the ceiling until the window is over", () => {
		const { clock, far, counts } = discovered();
		const perWindow = (PACKETS_PER_SECOND * WINDOW_MS) / 1000;
		for (let count = 1; count < perWindow; count += 1) far.listener.onDatagram(Buffer.alloc(100));
		assert.deepEqual([counts(), far.take()], [[perWindow, 0], []]);
		far.listener.onDatagram(Buffer.alloc(100));
		far.listener.onDatagram(Buffer.alloc(100));
		assert.deepEqual(
			[counts(), far.take()],
			[
				[perWindow, 2],
				["pause", "pause"],
			],
		);
		clock.advance(WINDOW_MS);
		assert.deepEqual(far.take(), ["resume"]);
		far.listener.onDatagram(Buffer.alloc(100));
		assert.deepEqual(counts(), [perWindow + 1, 2]);
	});

	it("should not resume once it is closed", () => {
		const { clock, far, line } = discovered();
		for (let count = 0; count < PACKETS_PER_SECOND; count += 1) far.listener.onDatagram(Buffer.alloc(100));
		line.close();
		clock.advance(60_000);
		assert.equal(far.take().includes("resume"), false);
	});

	it("should send and hear nothing once it is closed", () => {
		const { clock, far, line, log, counts } = discovered();
		const before = counts();
		line.close();
		line.close();
		far.listener.onDatagram(encodePong(1));
		far.listener.onFault("EIO");
		clock.advance(60_000);
		assert.deepEqual([log, far.sent, far.isClosed, clock.pending, counts()], [[], [], true, 0, before]);
	});
});
