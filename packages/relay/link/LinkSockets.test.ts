import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { UpContent } from "../codec/record.ts";
import { TestLink, URL_OF_FAR } from "../support/TestLink.ts";

/** Sends with the next number, so that tests need not count. */
function send(link: TestLink, content: UpContent, socket = 1): void {
	link.up({ number: link.link.ack + 1, socket, ...content });
}

/** Type and data of the down records after the open. */
function after(link: TestLink): ReadonlyArray<readonly [type: string, data: unknown]> {
	return link.peek().map(([, , type, data]) => [type, data]);
}

describe("LinkSockets", () => {
	/** By hand: records that are not carried out, and the error. */
	const FAULTS: ReadonlyArray<readonly [content: UpContent, code: string, ends: boolean]> = [
		[{ type: "o", data: {} }, "bad_record", true],
		[{ type: "o", data: { url: "http://gateway.discord.gg" } }, "bad_url", true],
		[{ type: "o", data: { url: "wss://example.com" } }, "host_not_allowed", true],
		[{ type: "o", data: { url: URL_OF_FAR, headers: { cookie: "a" } } }, "header_not_allowed", true],
		[{ type: "t", data: "a" }, "not_open", false],
		[{ type: "b", data: Buffer.alloc(0) }, "not_open", false],
		[{ type: "c", data: {} }, "not_open", false],
		[{ type: "i", data: {} }, "not_open", false],
		[{ type: "k", data: {} }, "not_open", false],
	];
	for (const [content, code, ends] of FAULTS) {
		it(`should answer ${content.type} of ${JSON.stringify(content.data).slice(0, 50)} with ${code}`, () => {
			const link = new TestLink();
			send(link, content, 3);
			const [[, socket, type, data] = []] = link.peek();
			const { code: got, ends: gotEnds, up } = data as Record<string, unknown>;
			assert.deepEqual([socket, type, got, gotEnds, up], [3, "e", code, ends, 1]);
		});
	}

	it("should leave an open socket unchanged after a bad record", () => {
		const link = new TestLink();
		const far = link.open();
		for (const content of [
			{ type: "c", data: { code: 1 } },
			{ type: "i", data: { data: 1 } },
			{ type: "k", data: { every_ms: 1 } },
			{ type: "o", data: {} },
		] as const) {
			send(link, content);
		}
		send(link, { type: "t", data: "still here" });
		assert.deepEqual(far.log, ["still here"]);
		const codes = after(link)
			.slice(1)
			.map(([, data]) => [(data as { code: string }).code, (data as { ends: boolean }).ends]);
		assert.deepEqual(codes, [
			["bad_record", false],
			["bad_record", false],
			["bad_record", false],
			["socket_in_use", false],
		]);
	});

	it("should hold no more sockets than max_sockets", () => {
		const link = new TestLink();
		for (let socket = 1; socket <= 5; socket += 1) send(link, { type: "o", data: { url: URL_OF_FAR } }, socket);
		assert.equal(link.far.length, 4);
		assert.deepEqual(link.peek().at(-1)?.slice(1), [
			5,
			"e",
			{ code: "too_many_sockets", message: "link has 4 sockets already", ends: true, up: 5, limit: 4 },
		]);
	});
});
