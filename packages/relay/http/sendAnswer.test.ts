import assert from "node:assert/strict";
import { once } from "node:events";
import { request, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { gunzipSync } from "node:zlib";
import { PIECE_SIZE } from "../codec/pieces.ts";
import { FakeHub } from "../support/FakeHub.ts";
import { ROOM } from "../support/TestLink.ts";
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

	/** A relay whose room has 20 members, and a poll that brings its snapshot. */
	async function watchRoom(context: TestContext, headers: Record<string, string>) {
		const hub = new FakeHub();
		for (let member = 0; member < 20; member += 1) hub.room(ROOM).join(`80351110224678${member + 1000}`);
		const environment = { RELAY_TOKENS: `game=${TOKEN}`, RELAY_PACK_PER_SECOND: "1024" };
		const fixture = await startRelay(context, [], environment, { hub });
		const link = await createLink(fixture, {
			up: [[1, 1, "o", { room: { guild: ROOM.guild, channel: ROOM.channel } }]],
		});
		hub.last.open();
		const all = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json", ...headers };
		const sent = request(`${fixture.url}/v1/links/${link}/poll`, { method: "POST", headers: all });
		sent.end(JSON.stringify({ ack: 0, wait_ms: 0 }));
		const [response] = (await once(sent, "response")) as [IncomingMessage];
		const body = Buffer.concat((await response.toArray()) as Array<Buffer>);
		return { hub, encoding: response.headers["content-encoding"], body };
	}

	for (const [name, accept] of [
		["JSON", "application/json"],
		["binary", "application/vnd.relay-link.v1"],
	] as const) {
		it(`should pack segments into standard gzip, in ${name} form`, async (context) => {
			const packed = await watchRoom(context, { accept, "accept-encoding": "gzip" });
			const plain = await watchRoom(context, { accept });
			assert.deepEqual([packed.encoding, plain.encoding], ["gzip", undefined]);
			assert.deepEqual(gunzipSync(packed.body), plain.body);
			assert.ok(packed.body.length < plain.body.length / 2, `${packed.body.length} of ${plain.body.length}`);
		});
	}

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
