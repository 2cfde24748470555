import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { jsonForm } from "../codec/jsonForm.ts";
import { TestLink, URL_OF_FAR } from "../support/TestLink.ts";

const text = (number: number, data: string, socket = 1) => ({ number, socket, type: "t", data }) as const;

describe("Link, rules of docs/relay.md", () => {
	it("R1: should give the same records again until they are acknowledged", () => {
		const link = new TestLink();
		link.open().listener.onText(Buffer.from("a"));
		const first = link.peek();
		assert.deepEqual(first, [
			[1, 1, "o", { protocol: "" }],
			[2, 1, "t", "a"],
		]);
		assert.deepEqual(link.peek(), first);
		assert.deepEqual(link.peek(1), [[2, 1, "t", "a"]]);
		assert.deepEqual(link.peek(2), []);
	});

	it("R2: should number records consecutively to make repetitions detectable", () => {
		const link = new TestLink();
		const { listener } = link.open();
		link.peek();
		listener.onText(Buffer.from("a"));
		assert.deepEqual(
			link.peek().map(([number]) => number),
			[1, 2],
		);
		assert.deepEqual(
			link.peek(2).map(([number]) => number),
			[],
		);
		listener.onText(Buffer.from("b"));
		assert.deepEqual(link.peek(2), [[3, 1, "t", "b"]]);
	});

	it("R3: should process each up record once, however often it comes", () => {
		const link = new TestLink();
		const far = link.open();
		link.up(text(2, "a"));
		link.up(text(2, "a"));
		link.up({ number: 1, socket: 1, type: "o", data: { url: URL_OF_FAR } }, text(2, "a"), text(3, "b"));
		assert.deepEqual(far.log, ["a", "b"]);
		assert.equal(link.link.ack, 3);
		assert.equal(link.far.length, 1);
	});

	it("R3: should refuse a whole body after a gap", () => {
		const link = new TestLink();
		const far = link.open();
		assert.throws(() => link.up(text(3, "b"), text(4, "c")), { code: "up_gap", fields: { expected: 2 } });
		assert.deepEqual(far.log, []);
		link.up(text(2, "a"), text(3, "b"), text(4, "c"));
		assert.deepEqual(far.log, ["a", "b", "c"]);
	});

	it("R3: should accept the acknowledgement of a request with a gap", () => {
		const link = new TestLink();
		link.open();
		link.peek();
		assert.throws(() => link.link.accept({ ack: 1, waitMs: 0, up: [text(9, "x")] }), { code: "up_gap" });
		assert.deepEqual(link.peek(1), []);
	});

	it("R4: should refuse an acknowledgement of unsent records", () => {
		const link = new TestLink();
		link.open();
		assert.throws(() => link.ack(1), { code: "bad_ack", message: /ack 1 is above .* 0/ });
		link.peek();
		link.ack(1);
		// a lower one comes late, and changes nothing
		link.ack(0);
		assert.deepEqual(link.peek(1), []);
	});

	it("R5: should answer the older poll at once, empty", () => {
		const link = new TestLink();
		link.open();
		link.peek();
		const older = link.poll(1);
		const newer = link.poll(1);
		assert.deepEqual(older.answer, { ack: 1, down: [], downSize: 0, more: false, paceMs: 0, superseded: true });
		assert.ok(!newer.isAnswered());
	});

	it("R6: should stop reading at 75 %, and resume at 25 %", () => {
		const link = new TestLink();
		const far = link.open();
		for (let count = 2; count < 75; count += 1) far.listener.onText(Buffer.from("x"));
		assert.deepEqual(far.log, []);
		far.listener.onText(Buffer.from("x"));
		assert.deepEqual(far.log, [["pause"]]);
		link.poll(0, 0);
		for (let ack = 0; ack < 49; ack = link.peek(ack).at(-1)?.[0] ?? ack) assert.equal(far.log.length, 1);
		link.ack(49);
		assert.deepEqual(far.log, [["pause"]]);
		link.ack(50);
		assert.deepEqual(far.log, [["pause"], ["resume"]]);
	});

	it("R6: should stop reading at 75 % of the bytes", () => {
		const link = new TestLink();
		const far = link.open();
		far.listener.onText(Buffer.from("x".repeat(74_000)));
		assert.deepEqual(far.log, []);
		far.listener.onText(Buffer.from("x".repeat(1000)));
		assert.deepEqual(far.log, [["pause"]]);
	});

	it("R6: should close sockets after 30 s, and keep unacknowledged records", () => {
		const link = new TestLink();
		const far = link.open();
		for (let count = 0; count < 80; count += 1) far.listener.onText(Buffer.from("x"));
		link.clock.advance(1000);
		link.up({ number: 2, socket: 2, type: "o", data: { url: URL_OF_FAR, timeout_ms: 30_000 } });
		link.clock.advance(28_999);
		assert.deepEqual(far.log, [["pause"]]);
		link.clock.advance(1);
		assert.deepEqual(far.log, [["pause"], ["close", 4000, ""]]);
		const records = drainAll(link);
		assert.equal(records.filter(([, , type]) => type === "t").length, 80);
		assert.deepEqual(
			records.slice(-2).map(([, socket, type, data]) => [socket, type, (data as { code: unknown }).code]),
			[
				[1, "c", 1013],
				[2, "e", "overflow"],
			],
		);
	});

	it("R6: should close the socket that overflows the buffer at once, and no other", () => {
		const link = new TestLink();
		const first = link.open();
		link.up({ number: 2, socket: 2, type: "o", data: { url: URL_OF_FAR } });
		const second = link.last;
		second.listener.onOpen("");
		for (let count = 2; count < 100; count += 1) first.listener.onText(Buffer.from("x"));
		second.listener.onText(Buffer.from("one too many"));
		assert.deepEqual(second.log, [["pause"], ["close", 4000, ""]]);
		assert.deepEqual(first.log, [["pause"]]);
		const last = drainAll(link).at(-1);
		assert.deepEqual(last?.slice(1), [
			2,
			"c",
			{ code: 1013, reason: "client does not keep up", clean: false, by: "relay" },
		]);
	});

	it("R6: should end a link whose errors alone fill the buffer", () => {
		const link = new TestLink();
		let number = 0;
		while (link.ends.length === 0) link.up(text((number += 1), "to no socket"));
		assert.deepEqual(link.ends, ["overflow"]);
		// about 90 bytes and a cost of 384 each, of 100,000
		assert.ok(number > 150 && number < 250, String(number));
		assert.equal(link.poll(0, 0).gone, "overflow");
		assert.equal(link.memory.size, 0);
	});

	it("R6: should count errors and messages apart", () => {
		const link = new TestLink({ bufferRecords: 1000 });
		link.open().listener.onText(Buffer.from("x".repeat(150_000)));
		for (let number = 2; number < 100; number += 1) link.up(text(number, "to no socket", 2));
		assert.deepEqual(link.ends, []);
		assert.equal(drainAll(link).length, 100);
	});

	it("R6: should deliver a message larger than the buffer, then pause", () => {
		const link = new TestLink();
		const far = link.open();
		far.listener.onText(Buffer.from("x".repeat(5_000_000)));
		assert.deepEqual(far.log, [["pause"]]);
		link.peek();
		assert.equal(String(link.peek(1)[0]?.[3]).length, 5_000_000);
		link.ack(2);
		assert.deepEqual(far.log, [["pause"], ["resume"]]);
	});

	it("R6: should pause sockets again that overflow when resumed", () => {
		const link = new TestLink();
		const first = link.open();
		link.up({ number: 2, socket: 2, type: "o", data: { url: URL_OF_FAR } });
		const second = link.last;
		second.listener.onOpen("");
		for (let count = 0; count < 73; count += 1) first.listener.onText(Buffer.from("x"));
		first.resume = () => {
			first.log.push(["resume"]);
			for (let count = 0; count < 80; count += 1) first.listener.onText(Buffer.from("y"));
		};
		for (let ack = 0, records = link.peek(); records.length > 0 && ack < 75; records = link.peek(ack)) {
			ack = Math.min(75, records.at(-1)?.[0] ?? ack);
		}
		assert.deepEqual(first.log, [["pause"], ["resume"], ["pause"]]);
		assert.deepEqual(second.log, [["pause"], ["pause"]]);
	});

	it("R7: should split records, and answer the next poll at once", () => {
		const link = new TestLink({ burst: 1, perMin: 1 });
		const far = link.open();
		for (let count = 0; count < 5; count += 1) far.listener.onText(Buffer.from("x".repeat(400)));
		link.clock.advance(10);
		const answers = [];
		let ack = 0;
		do {
			const { answer, records } = link.poll(ack);
			assert.ok(answer, "answered at once");
			answers.push(records().length);
			assert.ok(jsonForm.answerSize(answer) < 1100);
			ack = records().at(-1)?.[0] ?? ack;
			if (!answer.more) break;
		} while (answers.length < 10);
		assert.deepEqual(answers, [3, 2, 1]);
	});

	it("R7: should carry at least one record, however large", () => {
		const link = new TestLink();
		link.open().listener.onText(Buffer.from("x".repeat(5000)));
		const [, big] = [link.peek(), link.peek(1)];
		assert.equal((big[0]?.[3] as string).length, 5000);
	});

	it("R8: should end a link that is not polled for idle_ms, with 4000", () => {
		const link = new TestLink();
		const far = link.open();
		link.clock.advance(89_999);
		assert.deepEqual(link.ends, []);
		link.clock.advance(1);
		assert.deepEqual(link.ends, ["idle"]);
		assert.deepEqual(far.log, [["close", 4000, ""]]);
		assert.equal(link.clock.pending, 0);
	});

	it("R8: should count from the answer of a held poll, and not count a send", () => {
		const link = new TestLink();
		link.clock.advance(80_000);
		link.poll();
		link.clock.advance(20_000 + 80_000);
		link.up({ number: 1, socket: 1, type: "o", data: { url: URL_OF_FAR } });
		assert.deepEqual(link.ends, []);
		link.clock.advance(10_000);
		assert.deepEqual(link.ends, ["idle"]);
	});

	it("R8: should count from the end of an aborted poll", () => {
		const link = new TestLink();
		const { poll } = link.poll();
		link.clock.advance(15_000);
		link.link.brokeOff(poll);
		link.clock.advance(89_999);
		assert.deepEqual(link.ends, []);
		link.clock.advance(1);
		assert.deepEqual(link.ends, ["idle"]);
	});

	it("R9: should close with 1000 only if a record or DELETE says so", () => {
		const link = new TestLink();
		const far = link.open();
		link.up({ number: 2, socket: 1, type: "c", data: { code: 1000, reason: "bye" } });
		assert.deepEqual(far.log, [["close", 1000, "bye"]]);
		const other = new TestLink();
		other.open();
		other.link.end("deleted", 1001, "gone");
		assert.deepEqual(other.last.log, [["close", 1001, "gone"]]);
	});

	it("R9: should close with 4000 if a record names no code", () => {
		const link = new TestLink();
		const far = link.open();
		link.up({ number: 2, socket: 1, type: "c", data: {} });
		assert.deepEqual(far.log, [["close", 4000, ""]]);
	});

	it("R10: should hold for the smallest of what client, link and broken polls allow", () => {
		const link = new TestLink();
		const asked = link.poll(0, 5000);
		link.clock.advance(4999);
		assert.ok(!asked.isAnswered());
		link.clock.advance(1);
		assert.deepEqual(asked.answer?.down, []);
		const usual = link.poll(0, 60_000);
		link.clock.advance(20_000);
		assert.ok(usual.answer);
		const broken = link.poll();
		link.clock.advance(10_000);
		link.link.brokeOff(broken.poll);
		const careful = link.poll();
		link.clock.advance(7999);
		assert.ok(!careful.isAnswered());
		link.clock.advance(1);
		assert.ok(careful.answer);
		assert.ok(!broken.isAnswered());
	});

	it("R10: should not learn from a client that ended, nor hold below 1 s", () => {
		const link = new TestLink();
		const ended = link.poll();
		link.clock.advance(999);
		link.link.brokeOff(ended.poll);
		const usual = link.poll();
		link.clock.advance(1100);
		assert.ok(!usual.isAnswered());
		link.link.brokeOff(usual.poll);
		const short = link.poll();
		link.clock.advance(999);
		assert.ok(!short.isAnswered());
		link.clock.advance(1);
		assert.ok(short.answer);
	});

	it("R12: should open one socket per number at a time, and take the number again after its end", () => {
		const link = new TestLink();
		const far = link.open();
		const again = (number: number) => ({ number, socket: 1, type: "o", data: { url: URL_OF_FAR } }) as const;
		link.up(again(2));
		assert.equal(link.far.length, 1);
		far.listener.onEnd({ kind: "closed", code: 1006, reason: "", by: "network" });
		link.up(again(3));
		assert.equal(link.far.length, 2);
		assert.deepEqual(
			link.peek().map(([, , type, data]) => [type, (data as { code?: unknown }).code]),
			[
				["o", undefined],
				["e", "socket_in_use"],
				["c", 1006],
			],
		);
	});

	it("R12: should give up a socket that does not open in timeout_ms", () => {
		const link = new TestLink();
		link.up({ number: 1, socket: 1, type: "o", data: { url: URL_OF_FAR, timeout_ms: 1000 } });
		link.clock.advance(999);
		assert.deepEqual(link.last.log, []);
		link.clock.advance(1);
		assert.deepEqual(link.last.log, [["close", 4000, ""]]);
		const message = "socket did not open in 1000 ms";
		assert.deepEqual(link.peek(), [[1, 1, "e", { code: "open_timeout", message, ends: true, up: 1 }]]);
		// its later events reach no link
		link.last.listener.onEnd({ kind: "failed", code: "connect_failed", message: "late" });
		assert.equal(link.peek().length, 1);
	});

	it("should end a link whose numbers ran out", () => {
		const link = new TestLink({ lastNumber: 3 });
		const { listener } = link.open();
		listener.onText(Buffer.from("a"));
		listener.onText(Buffer.from("b"));
		assert.deepEqual(link.ends, []);
		listener.onText(Buffer.from("c"));
		assert.deepEqual(link.ends, ["worn"]);
	});

	it("should free the memory of acknowledged records", () => {
		const link = new TestLink();
		const { listener } = link.open();
		for (let count = 0; count < 20; count += 1) listener.onText(Buffer.from("x".repeat(100)));
		assert.ok(link.memory.size > 2000);
		for (let ack = 0; ack < 21;) ack = link.peek(ack).at(-1)?.[0] ?? ack;
		link.ack(21);
		link.up({ number: 2, socket: 1, type: "c", data: {} });
		listener.onEnd({ kind: "closed", code: 4000, reason: "", by: "client" });
		link.peek(21);
		link.ack(22);
		assert.equal(link.memory.size, 0);
	});

	it("should end the link whose records fill the relay's memory, and say why", () => {
		const link = new TestLink({}, { memory: 3000 });
		const far = link.open();
		far.listener.onText(Buffer.from("x".repeat(2500)));
		assert.deepEqual(far.log, []);
		link.cut();
		assert.deepEqual(far.log, [["close", 4000, ""]]);
		assert.deepEqual(link.ends, ["memory"]);
		assert.equal(link.memory.size, 0);
	});

	it("should close the socket that keeps most of what fills the relay's memory, and say why", () => {
		const link = new TestLink({}, { memory: 3000 });
		const far = link.open();
		far.listener.onHeld(2500);
		link.cut();
		assert.deepEqual(far.log, [["close", 4000, ""]]);
		assert.ok(far.isDropped);
		const reason = "relay's memory is full (RELAY_BUFFER_TOTAL)";
		assert.deepEqual(link.peek().at(-1)?.[3], { code: 1013, reason, clean: false, by: "relay" });
		assert.deepEqual(link.ends, []);
	});
});

/** Everything that waits, acknowledged as it comes. */
function drainAll(link: TestLink): ReturnType<TestLink["peek"]> {
	const all = [];
	let ack = 0;
	for (let records = link.peek(); records.length > 0; records = link.peek(ack)) {
		all.push(...records);
		ack = records.at(-1)?.[0] ?? ack;
	}
	return all;
}
