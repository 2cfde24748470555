/** The relay over real sockets, under overload: what it delivers, which connections it cuts, how much it keeps. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { describe, it } from "node:test";
import type { WebSocket } from "ws";
import { FakeClock } from "../shared/support/FakeClock.ts";
import { PIECE_SIZE } from "./codec/pieces.ts";
import { clientBinary, clientJson, type ClientRecord } from "./support/clientForms.ts";
import { RelayClient } from "./support/RelayClient.ts";
import { createLink, OTHER_TOKEN, startFar, startRelay, TOKEN, type RelayFixture } from "./support/startRelay.ts";

/** Short times, so that no test waits for seconds. */
const UNPACED = { RELAY_PACE_PER_MIN: "6000", RELAY_PACE_BURST: "1000" };
const MIB = 2 ** 20;
/** Metric, as part of a pattern. */
const CARRIED_TEXTS = String.raw`relay_records_total\{direction="down",type="t"\}`;
/** More bytes than the kernels of both ends buffer of an unread answer. */
const HUGE_SIZE = 12_000_000;
/** Bytes kept of an answer that is being sent: a large one is made in pieces. */
const ANSWER_SIZE = 2 * PIECE_SIZE;

async function join(
	fixture: RelayFixture,
	farUrl: string,
	nextSocket: () => Promise<WebSocket>,
	options: Partial<ConstructorParameters<typeof RelayClient>[1]> = {},
): Promise<{ readonly client: RelayClient; readonly far: WebSocket }> {
	const client = new RelayClient(fixture.url, { token: TOKEN, ...options });
	await client.create();
	client.up(1, "o", { url: farUrl });
	const socket = nextSocket();
	await client.until(1, "o");
	return { client, far: await socket };
}

const texts = (records: ReadonlyArray<ClientRecord>): ReadonlyArray<string> =>
	records.filter(([, , type]) => type === "t").map(([, , , data]) => String(data));

async function gauge({ call }: RelayFixture, name: string): Promise<number> {
	const { body } = await call("GET", "/metrics");
	return Number(new RegExp(`^${name} (.*)$`, "m").exec(String(body))?.[1]);
}

/** A poll for what came after the first record, whose answer is not read. */
async function pollUnread({ url }: RelayFixture, link: string): Promise<Socket> {
	const { hostname, port } = new URL(url);
	const socket = connect(Number(port), hostname);
	await once(socket, "connect");
	socket.on("error", () => {}).pause();
	const body = JSON.stringify({ ack: 1, wait_ms: 0 });
	socket.write(
		`POST /v1/links/${link}/poll HTTP/1.1\r\nhost: relay\r\nauthorization: Bearer ${TOKEN}\r\n` +
			`content-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
	);
	return socket;
}

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
	while (!(await isSo())) await new Promise<void>((resolve) => setImmediate(resolve));
}

describe("relay, under load", () => {
	for (const form of [clientJson, clientBinary]) {
		it(`should lose none of 60,000 small messages in bursts, in ${form.contentType}`, async (context) => {
			const server = await startFar(context);
			const fixture = await startRelay(context, [server.endpoint], UNPACED);
			const { client, far } = await join(fixture, server.url, server.nextSocket, { form });
			for (let burst = 0; burst < 3; burst += 1) {
				for (let index = 0; index < 20_000; index += 1) far.send(`${burst * 20_000 + index}`.padEnd(30));
				while (texts(client.down).length < (burst + 1) * 20_000) {
					assert.deepEqual(
						client.down.filter(([, , type]) => type === "c"),
						[],
					);
					await client.poll();
				}
			}
			assert.deepEqual(texts(client.down).map(Number), [...Array(60_000).keys()]);
		});

		it(`should deliver a message of 5.7 MB whole, in ${form.contentType}`, async (context) => {
			const server = await startFar(context);
			const fixture = await startRelay(context, [server.endpoint], UNPACED);
			const { client, far } = await join(fixture, server.url, server.nextSocket, { form });
			const large = JSON.stringify({ op: 0, t: "GUILD_CREATE", d: "é".repeat(2_850_000) });
			far.send(large);
			for (let index = 0; index < 100; index += 1) far.send(`after ${index}`);
			while (texts(client.down).length < 101) await client.poll();
			assert.ok(texts(client.down)[0] === large);
			assert.equal(texts(client.down).at(-1), "after 99");
		});
	}

	it("should pause for a stalled client, then close with 1013", async (context) => {
		const clock = new FakeClock();
		const server = await startFar(context);
		const fixture = await startRelay(context, [server.endpoint], UNPACED, { clock });
		const { client, far } = await join(fixture, server.url, server.nextSocket);
		for (let index = 0; index < 20_000; index += 1) far.send(`${index}`.padEnd(30));
		// three quarters of RELAY_BUFFER_RECORDS, including the one for the opening
		await until(async () => (await gauge(fixture, CARRIED_TEXTS)) >= 3071);
		clock.advance(29_000);
		assert.equal(far.readyState, far.OPEN);
		const closed = once(far, "close");
		clock.advance(1000);
		assert.equal((await closed)[0], 4000);
		const [, , , end] = await client.until(1, "c");
		assert.deepEqual(end, { code: 1013, reason: "client does not keep up", clean: false, by: "relay" });
		const carried = texts(client.down).map(Number);
		assert.deepEqual(carried, [...Array(carried.length).keys()]);
		assert.ok(carried.length >= 3000 && carried.length < 20_000, String(carried.length));
	});

	it("should end only links of the token that fills memory", async (context) => {
		const server = await startFar(context);
		const environment = { RELAY_BUFFER_TOTAL: String(2 * MIB), RELAY_MAX_RECORD: String(MIB), ...UNPACED };
		const fixture = await startRelay(context, [server.endpoint], environment);
		const witness = await join(fixture, server.url, server.nextSocket, { token: OTHER_TOKEN });
		const url = `wss://${"a".repeat(2000)}.example/`;
		for (let link = 0; link < 4; link += 1) {
			const id = await createLink(fixture);
			for (let next = 1; next < 4000; next += 400) {
				const up = Array.from({ length: 400 }, (_, index) => [next + index, 1, "o", { url }]);
				await fixture.call("POST", `/v1/links/${id}/send`, { ack: 0, up });
			}
		}
		assert.ok((await gauge(fixture, "relay_buffered_bytes")) <= 2 * MIB);
		witness.far.send("still here");
		assert.equal((await witness.client.until(1, "t"))[3], "still here");
		const { body } = await fixture.call("GET", "/metrics");
		assert.match(String(body), /relay_links_ended_total\{reason="memory"\} [1-9]/);
	});

	it("should count unread answers until a newer poll aborts them", async (context) => {
		const server = await startFar(context);
		const fixture = await startRelay(context, [server.endpoint], UNPACED);
		const { client, far } = await join(fixture, server.url, server.nextSocket);
		const large = "x".repeat(HUGE_SIZE);
		far.send(large);
		await until(async () => (await gauge(fixture, CARRIED_TEXTS)) === 1);
		const first = await pollUnread(fixture, client.id);
		await until(async () => (await gauge(fixture, "relay_buffered_bytes")) > HUGE_SIZE + ANSWER_SIZE);
		const closed = once(first, "close");
		const second = await pollUnread(fixture, client.id);
		// once it is answered, the relay has processed the first
		await once(second, "readable");
		first.resume();
		await closed;
		await until(async () => (await gauge(fixture, "relay_buffered_bytes")) < HUGE_SIZE + 2 * ANSWER_SIZE);
		while (texts(client.down).length === 0) await client.poll();
		assert.ok(texts(client.down)[0] === large);
	});

	it("should abort an answer that is not read in RELAY_ANSWER_MS", async (context) => {
		const clock = new FakeClock();
		const server = await startFar(context);
		const fixture = await startRelay(context, [server.endpoint], UNPACED, { clock });
		const { client, far } = await join(fixture, server.url, server.nextSocket);
		far.send("x".repeat(HUGE_SIZE));
		await until(async () => (await gauge(fixture, CARRIED_TEXTS)) === 1);
		const unread = await pollUnread(fixture, client.id);
		await until(async () => (await gauge(fixture, "relay_buffered_bytes")) > HUGE_SIZE + ANSWER_SIZE);
		const closed = once(unread, "close");
		clock.advance(30_000);
		unread.resume();
		await closed;
		assert.ok((await gauge(fixture, "relay_buffered_bytes")) < HUGE_SIZE + ANSWER_SIZE);
	});
});
