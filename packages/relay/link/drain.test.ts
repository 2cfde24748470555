import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TestLink, URL_OF_FAR } from "../support/TestLink.ts";

describe("Link.drain", () => {
	it("should close sockets with 4000 and deliver 1012 at once", () => {
		const link = new TestLink({ burst: 1, perMin: 1 });
		const first = link.open();
		link.up({ number: 2, socket: 2, type: "o", data: { url: URL_OF_FAR } });
		link.peek();
		const poll = link.poll(1);
		first.listener.onText(Buffer.from("last"));
		link.link.drain();
		assert.deepEqual(first.log, [["close", 4000, ""]]);
		assert.deepEqual(link.last.log, [["close", 4000, ""]]);
		const reason = "relay is about to end";
		assert.deepEqual(poll.records(), [
			[2, 1, "t", "last"],
			[3, 1, "c", { code: 1012, reason, clean: false, by: "relay" }],
		]);
		assert.deepEqual(link.peek(3), [[4, 2, "e", { code: "draining", message: reason, ends: true, up: 2 }]]);
	});

	it("should report a drained client, and send it elsewhere", () => {
		const link = new TestLink();
		link.open();
		link.link.drain();
		link.peek();
		assert.equal(link.drained, 0);
		const poll = link.poll(2);
		assert.equal(link.drained, 1);
		assert.equal(poll.gone, "draining");
		assert.deepEqual(link.ends, []);
	});

	it("should answer a held poll without waiting records", () => {
		const link = new TestLink();
		const poll = link.poll();
		link.link.drain();
		assert.equal(poll.gone, "draining");
	});

	it("should open no further socket", () => {
		const link = new TestLink();
		link.link.drain();
		link.up({ number: 1, socket: 1, type: "o", data: { url: URL_OF_FAR } });
		assert.equal(link.far.length, 0);
		const message = "relay is about to end";
		assert.deepEqual(link.peek(), [[1, 1, "e", { code: "draining", message, ends: true, up: 1, retry_after: 1 }]]);
	});
});
