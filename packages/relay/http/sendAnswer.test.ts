import assert from "node:assert/strict";
import { once } from "node:events";
import { connect } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { PIECE_SIZE } from "../codec/pieces.ts";
import { createLink, startFar, startRelay, TOKEN } from "../support/startRelay.ts";

/** A link for which one message of the far server waits. */
async function startWith(context: TestContext, message: string) {
	const far = await startFar(context);
	const fixture = await startRelay(context, [far.endpoint]);
	const link = await createLink(fixture);
	const socket = far.nextSocket();
	const up = [[1, 1, "o", { url: far.url }]];
	await fixture.call("POST", `/v1/links/${link}/send`, { ack: 0, up });
	(await socket).send(message);
	const path = `/v1/links/${link}`;
	let ack = 0;
	const poll = () => fixture.call("POST", `${path}/poll`, { ack, wait_ms: 20_000 });
	const opened = await poll();
	ack = 1;
	return { ...fixture, path, poll, opened };
}

describe("sendAnswer", () => {
	it("should pack an answer that fits in a piece", async (context) => {
		const { poll } = await startWith(context, "x".repeat(100_000));
		const { headers } = await poll();
		assert.equal(headers.get("content-encoding"), "gzip");
	});

	it("should send a larger one unpacked, and state its size", async (context) => {
		const message = "\u0001".repeat(PIECE_SIZE / 4);
		const { poll } = await startWith(context, message);
		const { headers, body } = await poll();
		assert.equal(headers.get("content-encoding"), null);
		assert.equal(Number(headers.get("content-length")), Buffer.byteLength(JSON.stringify(body)));
		assert.deepEqual((body as { down: unknown }).down, [[2, 1, "t", message]]);
	});

	it("should abort an answer when its link ends", async (context) => {
		const { url, path, call } = await startWith(context, "x".repeat(12_000_000));
		const { hostname, port } = new URL(url);
		const unread = connect(Number(port), hostname);
		unread.on("error", () => {});
		const body = JSON.stringify({ ack: 1, wait_ms: 20_000 });
		unread.write(
			`POST ${path}/poll HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer ${TOKEN}\r\n` +
				`content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
		);
		await once(unread, "readable");
		const closed = once(unread, "close");
		await call("DELETE", path);
		unread.resume();
		await closed;
		assert.ok(unread.bytesRead < 12_000_000, String(unread.bytesRead));
	});
});
