import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { GatewayCloseCode } from "../../../../src/protocol/gateway/closeCode.ts";
import { VoiceCloseCode } from "../../../../src/protocol/voice/closeCode.ts";
import type { UpContent } from "../../codec/record.ts";
import { TestLink, URL_OF_FAR } from "../../support/TestLink.ts";

/** Sends with the next number, so that tests need not count. */
function send(link: TestLink, content: UpContent, socket = 1): void {
	link.up({ number: link.link.ack + 1, socket, ...content });
}

/** Type and data of the down records after the open. */
function after(link: TestLink): ReadonlyArray<readonly [type: string, data: unknown]> {
	return link.peek().map(([, , type, data]) => [type, data]);
}

/** Close codes that Discord documents for the voice and the main gateway. */
const DISCORD_CODES = new Set<number>([...closeCodes(VoiceCloseCode), ...closeCodes(GatewayCloseCode)]);

function closeCodes(codes: object): ReadonlyArray<number> {
	return Object.values(codes).filter((code) => typeof code === "number");
}

describe("LinkSocket", () => {
	it("should carry text, binary and pings as such", () => {
		const link = new TestLink();
		const far = link.open();
		send(link, { type: "t", data: "é" });
		send(link, { type: "b", data: Buffer.from([0, 255]) });
		send(link, { type: "i", data: { data: "AQI=" } });
		assert.deepEqual(far.log, ["é", ["binary", "00ff"], ["ping", "0102"]]);
		far.listener.onText(Buffer.from("ü"));
		far.listener.onBinary(Buffer.from([255, 0]));
		link.clock.advance(31);
		far.listener.onPong(Buffer.from([1, 2]));
		far.listener.onPong(Buffer.from([9]));
		assert.deepEqual(after(link), [
			["o", { protocol: "" }],
			["t", "ü"],
			["b", "/wA="],
			["p", { data: "AQI=", ms: 31 }],
			["p", { data: "CQ==" }],
		]);
	});

	for (const code of DISCORD_CODES) {
		it(`should carry close code ${code} and its reason unchanged`, () => {
			const link = new TestLink();
			link.open().listener.onEnd({ kind: "closed", code, reason: "Why. Ü", by: "peer" });
			assert.deepEqual(after(link)[1], ["c", { code, reason: "Why. Ü", clean: true, by: "peer" }]);
		});
	}

	it("should distinguish a lost connection from a close frame", () => {
		const link = new TestLink();
		link.open().listener.onEnd({ kind: "closed", code: 1006, reason: "", by: "network" });
		assert.deepEqual(after(link)[1], ["c", { code: 1006, reason: "", clean: false, by: "network" }]);
	});

	it("should queue records in order until the socket is open", () => {
		const link = new TestLink();
		send(link, { type: "o", data: { url: URL_OF_FAR } });
		send(link, { type: "t", data: "a" });
		send(link, { type: "b", data: Buffer.from([1]) });
		send(link, { type: "k", data: { every_ms: 1000, first_ms: 5, text: "beat" } });
		link.clock.advance(5000);
		assert.deepEqual(link.last.log, []);
		link.last.listener.onOpen("");
		link.clock.advance(5);
		assert.deepEqual(link.last.log, ["a", ["binary", "01"], "beat"]);
	});

	it("should end a connecting socket with too much waiting", () => {
		const link = new TestLink();
		send(link, { type: "o", data: { url: URL_OF_FAR } });
		send(link, { type: "t", data: "x".repeat(1700) });
		assert.deepEqual(link.last.log, []);
		send(link, { type: "t", data: "x" });
		assert.deepEqual(link.last.log, [["close", 4000, ""]]);
		const message = "more than 2000 bytes wait for the socket to open (RELAY_UPSTREAM_BUFFER)";
		assert.deepEqual(after(link), [["e", { code: "overflow", message, ends: true, up: 1 }]]);
	});

	it("should count empty messages that wait for a socket to open", () => {
		const link = new TestLink();
		send(link, { type: "o", data: { url: URL_OF_FAR } });
		for (let count = 0; count < 8; count += 1) send(link, { type: "t", data: "" });
		assert.deepEqual((after(link)[0]?.[1] as { code: string }).code, "overflow");
		assert.deepEqual(link.last.log, [["close", 4000, ""]]);
	});

	it("should count every kept byte until it ends", () => {
		const link = new TestLink();
		send(link, { type: "o", data: { url: URL_OF_FAR } });
		const opening = link.link.account.size;
		assert.ok(opening > URL_OF_FAR.length);
		send(link, { type: "t", data: "é".repeat(100) });
		assert.equal(link.link.account.size, opening + 200 + 256);
		send(link, { type: "k", data: { every_ms: 1000, text: "x".repeat(40) } });
		link.last.listener.onOpen("");
		link.peek();
		link.ack(1);
		assert.equal(link.link.account.size, opening + 80);
		send(link, { type: "i", data: { data: "AQID" } });
		assert.equal(link.link.account.size, opening + 80 + 3);
		link.last.listener.onHeld(1000);
		assert.equal(link.link.account.size, opening + 80 + 3 + 1000);
		send(link, { type: "k", data: { every_ms: 0 } });
		assert.equal(link.link.account.size, opening + 3 + 1000);
		link.last.listener.onEnd({ kind: "closed", code: 1006, reason: "", by: "network" });
		link.peek();
		link.ack(2);
		assert.equal(link.link.account.size, 0);
	});

	it("should end a socket whose far server does not read", () => {
		const link = new TestLink();
		const far = link.open();
		far.bufferedSize = 2001;
		send(link, { type: "t", data: "a" });
		assert.deepEqual(far.log, ["a", ["close", 4000, ""]]);
		const reason = "more than 2000 bytes wait to be sent (RELAY_UPSTREAM_BUFFER)";
		assert.deepEqual(after(link)[1], ["c", { code: 1013, reason, clean: false, by: "relay" }]);
	});

	it("should report a keep-alive each time, lazily", () => {
		const link = new TestLink();
		const far = link.open();
		send(link, { type: "k", data: { every_ms: 1000, text: "a" } });
		link.clock.advance(1000);
		send(link, { type: "k", data: { text: "b" } });
		link.clock.advance(1000);
		send(link, { type: "k", data: { every_ms: 0 } });
		link.clock.advance(5000);
		assert.deepEqual(far.log, ["a", "b"]);
		assert.deepEqual(after(link).slice(1), [
			["k", { sent: 1 }],
			["k", { sent: 2 }],
		]);
	});

	it("should ignore a new text for a keep-alive that does not run", () => {
		const link = new TestLink();
		const far = link.open();
		send(link, { type: "k", data: { text: "b" } });
		link.clock.advance(60_000);
		assert.deepEqual(far.log, []);
		assert.equal(after(link).length, 1);
	});

	it("should end the keep-alive with the socket", () => {
		for (const end of ["peer", "client"] as const) {
			const link = new TestLink();
			const far = link.open();
			send(link, { type: "k", data: { every_ms: 1000, text: "a" } });
			if (end === "peer") far.listener.onEnd({ kind: "closed", code: 4006, reason: "", by: "peer" });
			else send(link, { type: "c", data: {} });
			link.clock.advance(5000);
			assert.ok(!far.log.includes("a"), end);
		}
	});

	it("should report pings of the far server only if asked", () => {
		for (const [pings, types] of [
			[true, ["o", "i"]],
			[false, ["o"]],
		] as const) {
			const link = new TestLink();
			link.open({ pings }).listener.onPing(Buffer.from([1]));
			assert.deepEqual(
				after(link).map(([type]) => type),
				types,
			);
		}
	});

	it("should send nothing after its close, but still deliver messages", () => {
		const link = new TestLink();
		const far = link.open();
		send(link, { type: "c", data: { code: 4001, reason: "bye" } });
		send(link, { type: "t", data: "late" });
		far.listener.onText(Buffer.from("last words"));
		far.listener.onEnd({ kind: "closed", code: 4001, reason: "bye", by: "client" });
		far.listener.onText(Buffer.from("from the grave"));
		assert.deepEqual(far.log, [["close", 4001, "bye"]]);
		assert.deepEqual(after(link), [
			["o", { protocol: "" }],
			["e", { code: "not_open", message: "socket is closing", ends: false, up: 3 }],
			["t", "last words"],
			["c", { code: 4001, reason: "bye", clean: true, by: "client" }],
		]);
	});

	it("should resume reading after its close, even if paused", () => {
		const link = new TestLink();
		const far = link.open();
		for (let count = 0; count < 80; count += 1) far.listener.onText(Buffer.from("x"));
		send(link, { type: "c", data: {} });
		assert.deepEqual(far.log, [["pause"], ["resume"], ["close", 4000, ""]]);
	});

	it("should give up a connecting socket on a close", () => {
		const link = new TestLink();
		send(link, { type: "o", data: { url: URL_OF_FAR } });
		send(link, { type: "c", data: { code: 4001 } });
		assert.deepEqual(link.last.log, [["close", 4001, ""]]);
		const [[type, data] = []] = after(link);
		assert.deepEqual(
			[type, data],
			["e", { code: "aborted", message: "socket was given up before it was open", ends: true, up: 1 }],
		);
		assert.equal(link.clock.pending, 1, "the idle timer alone");
	});

	it("should fill in a secret only in its place", () => {
		const identify = '{"op":2,"d":{"token":"${secret:bot}"}}';
		const echo = '{"op":8,"d":{"user_ids":["${secret:bot}"]}}';
		const link = new TestLink();
		const far = link.open();
		send(link, { type: "t", data: identify });
		send(link, { type: "t", data: echo });
		send(link, { type: "k", data: { every_ms: 1000, first_ms: 0, text: identify } });
		send(link, { type: "b", data: Buffer.from(identify) });
		send(link, { type: "t", data: "${secret:other}" });
		link.clock.advance(5000);
		link.up({ number: 7, socket: 2, type: "o", data: { url: "wss://voice.discord.media/" } });
		link.last.listener.onOpen("");
		send(link, { type: "t", data: identify }, 2);
		assert.deepEqual(link.last.log, []);
		const filled = '{"op":2,"d":{"token":"top.secret"}}';
		assert.deepEqual(far.log, [filled, ["binary", Buffer.from(identify).toString("hex")]]);
		const faults = after(link).flatMap(([type, data]) => (type === "e" ? [data as Record<string, unknown>] : []));
		assert.deepEqual(
			faults.map(({ code, ends, up, secret, host }) => [code, ends, up, secret, host]),
			[
				["secret_not_allowed", false, 3, "bot", "gateway.discord.gg"],
				["secret_not_allowed", false, 4, "bot", "gateway.discord.gg"],
				["secret_unknown", false, 6, "other", undefined],
				["secret_not_allowed", false, 8, "bot", "voice.discord.media"],
			],
		);
		send(link, { type: "t", data: "still open" });
		assert.equal(far.log.at(-1), "still open");
	});

	it("should not open with a secret in a wrong header", () => {
		const link = new TestLink();
		const data = { url: URL_OF_FAR, headers: { "user-agent": "${secret:bot}" } };
		send(link, { type: "o", data });
		assert.deepEqual([link.far.length, link.link.socketCount, link.clock.pending], [0, 0, 1]);
		const [type, fault] = after(link)[0] ?? [];
		const { code, ends } = fault as Record<string, unknown>;
		assert.deepEqual([type, code, ends], ["e", "secret_not_allowed", true]);
	});

	it("should report why it did not open", () => {
		for (const code of ["dns_failed", "address_not_allowed", "connect_failed"] as const) {
			const link = new TestLink();
			send(link, { type: "o", data: { url: URL_OF_FAR } });
			link.last.listener.onEnd({ kind: "failed", code, message: "why", status: 521 });
			const host = code === "connect_failed" ? {} : { host: "gateway.discord.gg" };
			assert.deepEqual(after(link), [["e", { code, message: "why", ends: true, up: 1, ...host, status: 521 }]]);
		}
	});

	it("should report an unknown type, and stay open", () => {
		const link = new TestLink();
		const far = link.open();
		send(link, { type: "x", data: {} } as unknown as UpContent);
		const [type, fault] = after(link)[1] ?? [];
		const { code, ends } = fault as Record<string, unknown>;
		assert.deepEqual([type, code, ends, far.log], ["e", "bad_record", false, []]);
	});
});
