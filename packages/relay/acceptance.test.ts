/** The relay over real sockets: HTTP on one side, WebSockets on the other. Covers the basic guarantees. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { isIP } from "node:net";
import { describe, it, type TestContext } from "node:test";
import type { WebSocket } from "ws";
import { VoiceCloseCode } from "../../src/protocol/voice/closeCode.ts";
import { DEFAULT_TOKEN } from "../gateway-server/main/mainOptions.ts";
import { FakeClock } from "../shared/support/FakeClock.ts";
import { ALICE, identifyOf, startServer } from "../gateway-server/support/fixtures.ts";
import { clientBinary, clientJson, type ClientRecord } from "./support/clientForms.ts";
import { RelayClient, type RelayClientOptions } from "./support/RelayClient.ts";
import { startFar, startRelay, TOKEN, type RelayFixture } from "./support/startRelay.ts";
import type { RelayDeps } from "./Relay.ts";

interface Joined extends RelayFixture {
	readonly client: RelayClient;
	/** The far server's end of socket 1. */
	readonly far: WebSocket;
	readonly farUrl: string;
}

/** Short times, so that no test waits for seconds. */
const UNPACED = { RELAY_PACE_PER_MIN: "6000", RELAY_PACE_BURST: "1000" };

/** A relay, a far server, and a client whose socket 1 is open. */
async function join(
	context: TestContext,
	options: Partial<RelayClientOptions> = {},
	environment: Readonly<Record<string, string>> = {},
	deps: RelayDeps = {},
): Promise<Joined> {
	const server = await startFar(context);
	const fixture = await startRelay(context, [server.endpoint], { ...UNPACED, ...environment }, deps);
	const client = new RelayClient(fixture.url, { token: TOKEN, ...options });
	await client.create();
	client.up(1, "o", { url: server.url });
	const socket = server.nextSocket();
	await client.until(1, "o");
	return { ...fixture, client, far: await socket, farUrl: server.url };
}

/** Messages that the far server received, in order; binary ones in base64. */
function hear(far: WebSocket): Array<string> {
	const heard: Array<string> = [];
	far.on("message", (data: Buffer, isBinary) => heard.push(data.toString(isBinary ? "base64" : "utf8")));
	return heard;
}

/** Waits until the far server has received everything sent to it. */
async function settle(client: RelayClient): Promise<void> {
	client.up(1, "i", {});
	await client.until(1, "p");
}

const texts = (records: ReadonlyArray<ClientRecord>): ReadonlyArray<unknown> =>
	records.filter(([, , type]) => type === "t").map(([, , , data]) => data);

/** Waits until the relay holds a poll: requests on two connections have no defined order. */
async function untilHeld(call: RelayFixture["call"]): Promise<void> {
	for (let text = ""; !text.includes("relay_polls_held 1");) text = String((await call("GET", "/metrics")).body);
}

/** Fails every third time. */
function everyThird(): () => boolean {
	let count = 0;
	return () => (count += 1) % 3 === 0;
}

describe("relay, over real sockets", () => {
	for (const form of [clientJson, clientBinary]) {
		it(`should lose nothing when answers are lost, in ${form.contentType}`, async (context) => {
			const { client, far } = await join(context, { form, loses: everyThird() });
			const heard = hear(far);
			for (let count = 1; count <= 30; count += 1) {
				client.up(1, count % 2 === 0 ? "t" : "b", count % 2 === 0 ? `up ${count} é` : "AP8=");
				far.send(`down ${count} "é"`);
				await client.poll();
			}
			await settle(client);
			assert.ok(client.lost >= 9, `${client.lost} lost`);
			assert.deepEqual(
				texts(client.down),
				Array.from({ length: 30 }, (_, index) => `down ${index + 1} "é"`),
			);
			assert.deepEqual(
				heard,
				Array.from({ length: 30 }, (_, index) => (index % 2 === 0 ? "AP8=" : `up ${index + 1} é`)),
			);
		});
	}

	it("should process duplicated and reordered requests once, in order", async (context) => {
		const { client, far, call } = await join(context);
		const heard = hear(far);
		const send = (...up: Array<ClientRecord>) => call("POST", `/v1/links/${client.id}/send`, { ack: 0, up });
		const [a, b, c] = [2, 3, 4].map((number): ClientRecord => [number, 1, "t", String(number)]);
		assert.ok(a && b && c);
		assert.equal((await send(b, c)).status, 409);
		assert.equal((await send(a)).status, 200);
		assert.equal((await send(a, b)).status, 200);
		assert.equal((await send(a)).status, 200);
		assert.equal((await send(a, b, c)).status, 200);
		const pong = once(far, "ping");
		await send([5, 1, "i", {}]);
		await pong;
		assert.deepEqual(heard, ["2", "3", "4"]);
	});

	it("should let the newest poll win regardless of arrival order", async (context) => {
		const { client, far, call } = await join(context);
		const poll = () => call("POST", `/v1/links/${client.id}/poll`, { ack: 1 });
		const older = poll();
		await untilHeld(call);
		const newer = poll();
		assert.deepEqual((await older).body, { ack: 1, down: [], more: false, pace_ms: 0, superseded: true });
		far.send("a");
		assert.deepEqual(((await newer).body as { down: unknown }).down, [[2, 1, "t", "a"]]);
	});

	it("should keep records of a poll whose connection broke", async (context) => {
		const { client, far, url, call } = await join(context);
		const abort = new AbortController();
		const body = JSON.stringify({ ack: 1 });
		const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
		const broken = fetch(`${url}/v1/links/${client.id}/poll`, {
			method: "POST",
			body,
			headers,
			signal: abort.signal,
		});
		await untilHeld(call);
		abort.abort();
		await assert.rejects(broken);
		far.send("a");
		assert.deepEqual(texts(await client.poll()), ["a"]);
	});

	it("should pause a far server, then close it with 4000 and report 1013", async (context) => {
		const clock = new FakeClock();
		const limits = { RELAY_BUFFER_BYTES: "100000", RELAY_MAX_BODY: "50000" };
		let loses = false;
		const { client, far } = await join(context, { loses: () => loses }, limits, { clock });
		far.send("x".repeat(80_000));
		loses = true;
		await client.poll();
		loses = false;
		const closed = once(far, "close");
		clock.advance(30_000);
		assert.equal((await closed)[0], 4000);
		const [, , , end] = await client.until(1, "c");
		assert.deepEqual(end, { code: 1013, reason: "client does not keep up", clean: false, by: "relay" });
		assert.equal(texts(client.down).length, 1);
	});

	it("should close sockets of an unpolled link with 4000", async (context) => {
		const clock = new FakeClock();
		const { far } = await join(context, {}, {}, { clock });
		const closed = once(far, "close");
		clock.advance(90_000);
		assert.equal((await closed)[0], 4000);
	});

	it("should split an answer above max_body", async (context) => {
		const { client, far } = await join(context, {}, { RELAY_MAX_BODY: "4096" });
		for (let count = 0; count < 10; count += 1) far.send("x".repeat(1500));
		await settle(client);
		assert.equal(texts(client.down).length, 10);
		assert.ok(client.polls >= 6, `${client.polls} polls`);
	});

	it("should blame the far server for a message above max_record", async (context) => {
		const { client, far } = await join(context, {}, { RELAY_MAX_RECORD: "1024" });
		const closed = once(far, "close");
		far.send("x".repeat(1025));
		const [, , , end] = await client.until(1, "c");
		assert.deepEqual(end, {
			code: 1009,
			reason: "message is above 1024 bytes (RELAY_MAX_RECORD)",
			clean: false,
			by: "relay",
		});
		assert.equal((await closed)[0], 1009);
	});

	it("should send heartbeats while the client stalls for 30 s", async (context) => {
		const clock = new FakeClock();
		const { client, far } = await join(context, {}, {}, { clock });
		const heard = hear(far);
		const beat = (d: number): string => JSON.stringify({ op: 1, d });
		client.up(1, "k", { every_ms: 10_000, first_ms: 5000, text: beat(1), lazy: '"op":11,' });
		await client.send();
		clock.advance(25_000);
		client.up(1, "k", { text: beat(2) });
		await client.send();
		clock.advance(10_000);
		await settle(client);
		assert.deepEqual(heard, [beat(1), beat(1), beat(1), beat(2)]);
		const reports = client.down.filter(([, , type]) => type === "k").map(([, , , data]) => data);
		assert.deepEqual(reports, [{ sent: 1 }, { sent: 2 }, { sent: 3 }, { sent: 4 }]);
	});

	it("should carry a binary frame of the voice gateway both ways", async (context) => {
		const { client, far } = await join(context, { form: clientBinary });
		const heard = hear(far);
		// sequence 5, opcode 25, payload; then opcode 26 and payload, as DAVE has them
		far.send(Buffer.from("000519c0ffee", "hex"));
		assert.equal((await client.until(1, "b"))[3], Buffer.from("000519c0ffee", "hex").toString("base64"));
		client.up(1, "b", Buffer.from("1ac0ffee", "hex").toString("base64"));
		await settle(client);
		assert.deepEqual(heard, [Buffer.from("1ac0ffee", "hex").toString("base64")]);
	});

	it("should carry every close code and reason from the far server", async (context) => {
		const { client, far, farUrl } = await join(context);
		far.close(4000, "first");
		assert.deepEqual((await client.until(1, "c"))[3], { code: 4000, reason: "first", clean: true, by: "peer" });
		const server = await startFar(context);
		const { url } = await startRelay(context, [server.endpoint, new URL(farUrl).host], UNPACED);
		const second = new RelayClient(url, { token: TOKEN });
		await second.create();
		for (const code of Object.values(VoiceCloseCode).filter((value) => typeof value === "number")) {
			second.up(1, "o", { url: server.url });
			const socket = server.nextSocket();
			await second.until(1, "o");
			(await socket).close(code, `because ${code}`);
			const [, , , data] = await second.until(1, "c");
			assert.deepEqual(data, { code, reason: `because ${code}`, clean: true, by: "peer" });
		}
	});

	it("should carry every close code and reason to the far server, and its answer back", async (context) => {
		const { client, far } = await join(context);
		const closed = once(far, "close");
		client.up(1, "c", { code: 4321, reason: "bye é" });
		assert.deepEqual((await client.until(1, "c"))[3], { code: 4321, reason: "bye é", clean: true, by: "client" });
		const [code, reason] = (await closed) as [number, Buffer];
		assert.deepEqual([code, reason.toString()], [4321, "bye é"]);
	});

	it("should report a close without code, and a dropped connection", async (context) => {
		for (const [end, data] of [
			[(far: WebSocket) => far.close(), { code: 1005, reason: "", clean: true, by: "peer" }],
			[(far: WebSocket) => far.terminate(), { code: 1006, reason: "", clean: false, by: "network" }],
		] as const) {
			const { client, far } = await join(context);
			end(far);
			assert.deepEqual((await client.until(1, "c"))[3], data);
		}
	});

	it("should report protocol errors of the far server", async (context) => {
		for (const [bytes, code] of [
			["8101ff", 1007],
			["f100", 1002],
		] as const) {
			const { client, far } = await join(context);
			(far as unknown as { _socket: { write: (bytes: Buffer) => void } })._socket.write(
				Buffer.from(bytes, "hex"),
			);
			const [, , , data] = await client.until(1, "c");
			const { code: got, by } = data as { code: number; by: string };
			assert.deepEqual([got, by], [code, "relay"]);
		}
	});

	it("should ping for real, both ways", async (context) => {
		const { client, far } = await join(context);
		const pinged = once(far, "ping");
		client.up(1, "i", { data: "AQID" });
		const [, , , pong] = await client.until(1, "p");
		const { data, ms } = pong as { data: string; ms: number };
		assert.equal(data, "AQID");
		assert.ok(ms >= 0);
		assert.equal(((await pinged)[0] as Buffer).toString("hex"), "010203");
		const ponged = once(far, "pong");
		far.ping("x");
		assert.equal(String((await ponged)[0]), "x");
	});

	it("should report why a socket did not open", async (context) => {
		const server = await startFar(context);
		const { url } = await startRelay(context, [server.endpoint, "127.0.0.1:1"]);
		server.server.options.verifyClient = (_info, done: (ok: boolean, code: number, text: string) => void) =>
			done(false, 521, "no");
		const client = new RelayClient(url, { token: TOKEN });
		await client.create();
		client.up(1, "o", { url: server.url });
		const [, , , refused] = await client.until(1, "e");
		assert.deepEqual(refused, {
			code: "connect_failed",
			message: "far server answered 521",
			ends: true,
			up: 1,
			status: 521,
		});
		client.up(2, "o", { url: "ws://127.0.0.1:1/" });
		const [, , , second] = await client.until(2, "e");
		assert.equal((second as { message: string }).message, "connection failed: ECONNREFUSED");
	});

	it("should negotiate a subprotocol, and send the allowed headers", async (context) => {
		const server = await startFar(context);
		const { url } = await startRelay(context, [server.endpoint]);
		const request = once(server.server, "connection");
		const client = new RelayClient(url, { token: TOKEN });
		await client.create();
		const headers = { Origin: "https://a.example", "User-Agent": "mine" };
		client.up(1, "o", { url: server.url, protocols: ["first", "second"], headers });
		assert.deepEqual((await client.until(1, "o"))[3], { protocol: "first" });
		const [, { headers: got }] = (await request) as [unknown, { headers: Record<string, string> }];
		assert.deepEqual([got.origin, got["user-agent"]], ["https://a.example", "mine"]);
		assert.equal(got["sec-websocket-extensions"], undefined);
	});

	it("should not follow a redirect", async (context) => {
		const server = await startFar(context);
		const { url } = await startRelay(context, [server.endpoint]);
		server.server.options.verifyClient = (
			_info,
			done: (ok: boolean, code: number, text: string, headers: Record<string, string>) => void,
		) => done(false, 302, "", { location: "ws://127.0.0.1:1/" });
		const client = new RelayClient(url, { token: TOKEN });
		await client.create();
		client.up(1, "o", { url: server.url });
		assert.equal(((await client.until(1, "e"))[3] as { status: number }).status, 302);
	});

	it("should refuse a name that resolves to a private address, even later", async (context) => {
		const answers = [["10.0.0.1"], ["93.184.215.14", "127.0.0.1"], ["::ffff:127.0.0.1"]];
		const { url } = await startRelay(
			context,
			[],
			{},
			{
				lookUp: async () => {
					const addresses = answers.shift() ?? [];
					const ttlMs = 0;
					return { addresses: addresses.map((address) => ({ address, family: isIP(address) })), ttlMs };
				},
			},
		);
		const client = new RelayClient(url, { token: TOKEN });
		await client.create();
		for (let socket = 1; socket <= 4; socket += 1) {
			client.up(socket, "o", { url: "wss://gateway.discord.gg/" });
			const [, , , data] = await client.until(socket, "e");
			const { code, host } = data as { code: string; host: string };
			assert.deepEqual([code, host], [socket === 4 ? "dns_failed" : "address_not_allowed", "gateway.discord.gg"]);
		}
	});

	it("should refuse hosts in every spelling", async (context) => {
		const { url } = await startRelay(context);
		const client = new RelayClient(url, { token: TOKEN });
		await client.create();
		const urls = [
			"wss://allowed@evil.com",
			"wss://127.1",
			"wss://[::ffff:127.0.0.1]",
			"wss://evil.com.",
			"wss://gаteway.discord.gg",
		];
		for (const [index, spelling] of urls.entries()) client.up(index + 1, "o", { url: spelling });
		await client.send();
		const codes = (await client.poll()).map(([, , , data]) => (data as { code: string }).code);
		assert.deepEqual(codes, ["bad_url", "bad_url", "bad_url", "host_not_allowed", "host_not_allowed"]);
	});

	it("should drain: 4000 to the far server, 1012 to the client, then no more", async (context) => {
		const { client, far, relay, call } = await join(context);
		far.send("last");
		await settle(client);
		const held = client.poll();
		const closed = once(far, "close");
		await untilHeld(call);
		const drained = relay.drain();
		assert.deepEqual((await held).at(-1)?.slice(1), [
			1,
			"c",
			{ code: 1012, reason: "relay is about to end", clean: false, by: "relay" },
		]);
		assert.equal((await closed)[0], 4000);
		const ready = await call("GET", "/readyz");
		assert.deepEqual([ready.status, ready.body], [503, { status: "draining" }]);
		const made = await call("POST", "/v1/links", { v: 1, nonce: "12345678" });
		assert.deepEqual([made.status, made.headers.get("retry-after")], [503, "1"]);
		await assert.rejects(client.poll(), { status: 503, code: "draining" });
		await drained;
		assert.throws(() => relay.url, /relay is not listening/);
	});

	it("should not wait for a missing client beyond the drain time", async (context) => {
		const clock = new FakeClock();
		const { relay } = await join(context, {}, { RELAY_DRAIN_MS: "5000" }, { clock });
		let isOver = false;
		const drained = relay.drain().then(() => (isOver = true));
		clock.advance(4999);
		await new Promise<void>((resolve) => setImmediate(resolve));
		assert.equal(isOver, false);
		clock.advance(1);
		await drained;
	});
});

describe("relay, in front of a gateway server", () => {
	it("should join a voice channel, beat by itself, and see the session end", async (context) => {
		const { server } = await startServer(context);
		const clock = new FakeClock();
		const { url } = await startRelay(context, [server.endpoint], {}, { clock });
		const client = new RelayClient(url, { token: TOKEN });
		await client.create();
		client.up(1, "o", { url: `${server.url}/?v=8` });
		const [, , , hello] = await client.until(1, "t");
		assert.equal((JSON.parse(String(hello)) as { op: number }).op, 8);
		client.up(1, "t", JSON.stringify({ op: 0, d: identifyOf(ALICE) }));
		const [, , , ready] = await client.until(1, "t");
		assert.equal((JSON.parse(String(ready)) as { op: number }).op, 2);
		const text = JSON.stringify({ op: 3, d: { t: 7, seq_ack: 1 } });
		client.up(1, "k", { every_ms: 41_250, first_ms: 1000, text, lazy: '"op":6,' });
		await client.send();
		clock.advance(1000);
		await settle(client);
		const last = texts(client.down).at(-1);
		assert.deepEqual(JSON.parse(String(last)), { op: 6, d: { t: 7 } });
		server.disconnectSession(ALICE.sessionId, 4014);
		const [, , , end] = await client.until(1, "c");
		assert.equal((end as { code: number }).code, 4014);
	});

	it("should identify with a secret hidden from client and log", async (context) => {
		const { server, clock } = await startServer(context);
		const environment = {
			RELAY_SECRET_BOT: DEFAULT_TOKEN,
			RELAY_CLIENT_SECRETS: "own",
			RELAY_SECRET_HOSTS: `bot=${server.endpoint};own=${server.endpoint}`,
			RELAY_DISCORD_API: `http://${server.endpoint}/api/v10`,
		};
		const fixture = await startRelay(context, [server.endpoint], environment);
		const info = await fixture.call("GET", "/v1/discord/gateway/bot");
		assert.equal(info.status, 200);
		const properties = { os: "linux", browser: "test", device: "test" };
		for (const [name, headers] of [
			["bot", {}],
			["own", { "relay-secret-own": DEFAULT_TOKEN }],
		] as const) {
			const client = new RelayClient(fixture.url, { token: TOKEN, headers });
			await client.create();
			client.up(1, "o", { url: `${(info.body as { url: string }).url}/?v=10&encoding=json` });
			await client.until(1, "t");
			client.up(1, "t", JSON.stringify({ op: 2, d: { token: `\${secret:${name}}`, intents: 0, properties } }));
			const [, , , ready] = await client.until(1, "t");
			assert.equal((JSON.parse(String(ready)) as { t: string }).t, "READY");
			assert.ok(!JSON.stringify(client.down).includes(DEFAULT_TOKEN));
			await client.end();
			// one Identify in five seconds
			clock.advance(5000);
		}
		const log = fixture.logs.join("\n");
		assert.ok(log.includes("socket opening"));
		for (const secret of [DEFAULT_TOKEN, TOKEN]) assert.ok(!log.includes(secret), secret);
	});
});
