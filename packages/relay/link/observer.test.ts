/** What a link reports to its observer: each socket ends exactly once, whichever side ends it. */

import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { TestLink, URL_OF_FAR } from "../support/TestLink.ts";

const HOST = "gateway.discord.gg";
const open = (number: number, socket: number, url = URL_OF_FAR) =>
	({ number, socket, type: "o", data: { url } }) as const;

/** What a link reports about its sockets. */
function socketEvents(link: TestLink): ReadonlyArray<unknown> {
	return link.observed.flatMap(([name, event]) => (name === "socket" ? [event] : []));
}

describe("socket reports of a link", () => {
	it("should include opening, open and end", () => {
		const link = new TestLink();
		link.open().listener.onEnd({ kind: "closed", code: 4004, reason: "Why.", by: "peer" });
		assert.deepEqual(socketEvents(link), [
			{ kind: "opening", socket: 1, host: HOST },
			{ kind: "open", socket: 1 },
			{ kind: "ended", socket: 1, type: "c", data: { code: 4004, reason: "Why.", clean: true, by: "peer" } },
		]);
	});

	it("should include the end when the link ends", () => {
		const link = new TestLink();
		link.open();
		link.link.end("deleted");
		const data = { by: "relay", gone: "deleted" };
		assert.deepEqual(socketEvents(link).at(-1), { kind: "ended", socket: 1, type: "c", data });
		assert.equal(link.link.socketCount, 0);
	});

	it("should include only the end of a refused socket", () => {
		const link = new TestLink();
		link.up(open(1, 1, "wss://example.com/"));
		const [event, ...others] = socketEvents(link) as ReadonlyArray<{ readonly data: { readonly code: string } }>;
		assert.deepEqual(
			[event, others],
			[{ kind: "ended", socket: 1, type: "e", data: { code: event?.data.code } }, []],
		);
	});

	it("should include nothing for duplicate opens or unknown sockets", () => {
		const link = new TestLink();
		link.open();
		const before = socketEvents(link).length;
		link.up(open(2, 1), { number: 3, socket: 2, type: "t", data: "a" });
		assert.equal(socketEvents(link).length, before);
		assert.equal(link.link.socketCount, 1);
		assert.deepEqual(
			link
				.peek()
				.slice(1)
				.map(([, socket, type, data]) => [socket, type, data]),
			[
				[1, "e", { code: "socket_in_use", message: "socket 1 has not ended", ends: false, up: 2 }],
				[2, "e", { code: "not_open", message: "no socket 2 is open", ends: false, up: 3 }],
			],
		);
	});
});

describe("record reports of a link", () => {
	it("should contain the bytes of messages, and 0 otherwise", () => {
		const link = new TestLink();
		link.open();
		link.up(
			{ number: 2, socket: 1, type: "t", data: "éé" },
			{ number: 3, socket: 1, type: "b", data: Buffer.alloc(3) },
			{ number: 4, socket: 1, type: "i", data: {} },
		);
		assert.deepEqual(
			link.observed.flatMap(([name, ...details]) => (name === "up" ? [details] : [])),
			[
				["o", 0],
				["t", 4],
				["b", 3],
				["i", 0],
			],
		);
	});

	it("should contain the bytes that go to the client", () => {
		const link = new TestLink();
		link.open().listener.onText(Buffer.from("éé"));
		const down = link.observed.flatMap(([name, ...details]) => (name === "down" ? [details] : []));
		assert.deepEqual(down.at(-1), ["t", 4]);
	});
});

describe("a gap", () => {
	it("should be reported with the expected record", () => {
		const link = new TestLink();
		assert.throws(() => link.up(open(3, 1)), { message: "up begins at 3, expected 1" });
	});
});
