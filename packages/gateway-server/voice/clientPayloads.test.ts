/** Messages of published clients, from login to Resume, over real sockets. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { WebSocket } from "ws";
import { startServer } from "../support/fixtures.ts";
import { CLIENT_CREDENTIALS, VOICE_CLIENTS, type VoiceClientRow } from "../support/voiceClients.ts";

const ID = CLIENT_CREDENTIALS.sessionId;

/** Raw messages from the server, in order. */
class RawClient {
	private readonly texts: Array<string> = [];
	private onArrival = (): void => {};

	private constructor(public readonly socket: WebSocket) {
		socket.on("message", (data: Buffer) => {
			this.texts.push(data.toString());
			this.onArrival();
		});
		socket.on("close", (code) => {
			this.texts.push(`closed ${code}`);
			this.onArrival();
		});
		socket.on("error", () => {}); // a reset connection is reported by its close
	}

	public static async open(url: string): Promise<RawClient> {
		const client = new RawClient(new WebSocket(url));
		await once(client.socket, "open");
		return client;
	}

	public async next(): Promise<string> {
		while (this.texts.length === 0) await new Promise<void>((resolve) => (this.onArrival = resolve));
		return this.texts.shift()!;
	}

	public async take(count: number): Promise<ReadonlyArray<string>> {
		const texts: Array<string> = [];
		while (texts.length < count) texts.push(await this.next());
		return texts;
	}

	public async ask(message: string): Promise<string> {
		this.socket.send(message);
		return this.next();
	}
}

const opOf = (text: string): unknown => (JSON.parse(text) as { op: unknown }).op;

async function play(context: Parameters<typeof startServer>[0], row: VoiceClientRow): Promise<void> {
	const { server } = await startServer(context, { unversionedVoice: "accept" });
	server.registerVoiceSession(CLIENT_CREDENTIALS);
	const client = await RawClient.open(`${server.url}${row.query}`);
	assert.equal(opOf(await client.next()), 8);
	assert.equal(opOf(await client.ask(row.identify)), 2);
	assert.equal(opOf(await client.ask(row.selectProtocol)), 4);
	for (const message of [row.speaking, ...(row.extra ?? [])]) client.socket.send(message);
	assert.equal(await client.ask(row.heartbeat), row.ack);
	assert.equal(server.received(ID).length, 4 + (row.extra?.length ?? 0));
	server.dropSession(ID);
	assert.equal(await client.next(), "closed 1006");
	if (row.resume === undefined) return;
	const again = await RawClient.open(`${server.url}${row.query}`);
	assert.equal(opOf(await again.next()), 8);
	again.socket.send(row.resume);
	const answers = await again.take(server.stats(ID).lastSequence === -1 ? 1 : 2);
	assert.ok(answers.includes('{"op":9,"d":null}'));
	assert.equal(server.stats(ID).state, "connected");
}

describe("messages of a published client", () => {
	for (const row of VOICE_CLIENTS) it(`should be accepted from ${row.library}`, (context) => play(context, row));

	it("should close version 3 (Discord.Net before 3.18) with 4012", async (context) => {
		const { server } = await startServer(context);
		const client = await RawClient.open(`${server.url}?v=3`);
		assert.equal(await client.next(), "closed 4012");
	});
});
