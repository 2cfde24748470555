import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { WebSocketServer } from "ws";
import { RelayClient } from "./support/RelayClient.ts";
import { startRelay, TOKEN } from "./support/startRelay.ts";

const PASSWORD = "you.shall.not.pass";
const HEADERS = { "User-Id": "1191168914277531648", "Client-Name": "voice-gateway/0.1.0" };

interface Lavalink {
	readonly endpoint: string;
	/** Headers of the accepted handshakes. */
	readonly taken: ReadonlyArray<IncomingMessage["headers"]>;
}

/** A server that checks the handshake like Lavalink v4: 401 without its password, 400 without a user id. */
async function startLavalink(context: TestContext): Promise<Lavalink> {
	const http = createServer();
	const sockets = new WebSocketServer({ noServer: true });
	const taken: Array<IncomingMessage["headers"]> = [];
	http.on("upgrade", (request: IncomingMessage, socket, head) => {
		const { authorization, "user-id": userId } = request.headers;
		const status = authorization !== PASSWORD ? 401 : /^[0-9]+$/.test(String(userId)) ? undefined : 400;
		if (status !== undefined) return socket.end(`HTTP/1.1 ${status} Refused\r\ncontent-length: 0\r\n\r\n`);
		taken.push(request.headers);
		sockets.handleUpgrade(request, socket, head, (client) => client.send('{"op":"ready","resumed":false}'));
	});
	http.listen(0, "127.0.0.1");
	await once(http, "listening");
	context.after(() => {
		for (const client of sockets.clients) client.terminate();
		http.close();
	});
	return { endpoint: `127.0.0.1:${(http.address() as AddressInfo).port}`, taken };
}

/** A relay to it, and a client that opens socket 1 with these headers. */
async function open(context: TestContext, { endpoint }: Lavalink, headers: object, environment = {}) {
	const fixture = await startRelay(context, [endpoint], {
		RELAY_ALLOW_HEADERS: "Authorization,User-Id,Client-Name",
		RELAY_SECRET_LAVALINK: PASSWORD,
		RELAY_SECRET_HOSTS: `lavalink=${endpoint}`,
		RELAY_SECRET_PLACES: "lavalink=header:authorization",
		...environment,
	});
	const client = new RelayClient(fixture.url, { token: TOKEN });
	await client.create();
	client.up(1, "o", { url: `ws://${endpoint}/v4/websocket`, headers });
	return { client, logs: fixture.logs };
}

describe("a relay to Lavalink", () => {
	it("should send headers and a password hidden from the client", async (context) => {
		const lavalink = await startLavalink(context);
		const headers = { ...HEADERS, Authorization: "${secret:lavalink}" };
		const { client, logs } = await open(context, lavalink, headers);
		const [, , , ready] = await client.until(1, "t");
		assert.equal(ready, '{"op":"ready","resumed":false}');
		const [taken] = lavalink.taken;
		assert.deepEqual(
			[taken?.authorization, taken?.["user-id"], taken?.["client-name"], taken?.["user-agent"]],
			[PASSWORD, HEADERS["User-Id"], HEADERS["Client-Name"], "voice-gateway-relay"],
		);
		for (const text of [JSON.stringify(client.down), logs.join()]) assert.ok(!text.includes(PASSWORD));
		await client.end();
	});

	it("should accept the client's own password", async (context) => {
		const lavalink = await startLavalink(context);
		const { client } = await open(context, lavalink, { ...HEADERS, Authorization: PASSWORD });
		await client.until(1, "t");
		await client.end();
	});

	/** By hand: headers, and the resulting `e` record. */
	const REFUSED: ReadonlyArray<readonly [why: string, headers: object, code: string, fields: object]> = [
		["a wrong password", { ...HEADERS, Authorization: "wrong" }, "connect_failed", { status: 401 }],
		["no user id", { Authorization: "${secret:lavalink}" }, "connect_failed", { status: 400 }],
		[
			"a header that is not allowed",
			{ ...HEADERS, "Session-Id": "x" },
			"header_not_allowed",
			{ header: "Session-Id" },
		],
		[
			"the password in a header that is echoed",
			{ ...HEADERS, "Client-Name": "${secret:lavalink}" },
			"secret_not_allowed",
			{ secret: "lavalink", host: "127.0.0.1" },
		],
		["an unknown secret", { ...HEADERS, Authorization: "${secret:none}" }, "secret_unknown", { secret: "none" }],
	];
	for (const [why, headers, code, fields] of REFUSED) {
		it(`should report ${why}`, async (context) => {
			const lavalink = await startLavalink(context);
			const { client, logs } = await open(context, lavalink, headers);
			const [, , , fault] = await client.until(1, "e");
			const { message, ...told } = fault as { readonly message: string };
			assert.deepEqual(told, { code, ends: true, up: 1, ...fields });
			assert.ok(!message.includes(PASSWORD) && !logs.join().includes(PASSWORD));
			assert.equal(lavalink.taken.length, 0);
			await client.end();
		});
	}

	it("should allow only user agent and origin by default", async (context) => {
		const lavalink = await startLavalink(context);
		const environment = { RELAY_ALLOW_HEADERS: "", RELAY_SECRET_PLACES: "" };
		const { client } = await open(context, lavalink, { "User-Id": "1" }, environment);
		const [, , , fault] = await client.until(1, "e");
		assert.equal((fault as { readonly code: string }).code, "header_not_allowed");
		await client.end();
	});
});
