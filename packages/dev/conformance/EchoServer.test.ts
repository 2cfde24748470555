import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it, type TestContext } from "node:test";
import { WebSocket } from "ws";
import type { ConnectionControlFlags } from "../../gateway-server/flags/ConnectionControlFlags.ts";
import { EchoServer } from "./EchoServer.ts";

async function connect(context: TestContext, flags?: ConnectionControlFlags): Promise<WebSocket> {
	const server = new EchoServer(flags);
	await server.listen();
	context.after(() => server.terminate());
	const client = new WebSocket(server.url);
	await once(client, "open");
	return client;
}

describe("EchoServer", () => {
	for (const flags of [undefined, { fragment: 2, dribbleSize: 1, dribbleInterval: 0 }]) {
		it(`should echo and close with flags ${JSON.stringify(flags ?? {})}`, async (context) => {
			const client = await connect(context, flags);
			for (const [message, isBinary] of [
				["\u00fc\u20ac", false],
				[Buffer.from([0, 255]), true],
				["", false],
			] as const) {
				client.send(message);
				const [data, wasBinary] = (await once(client, "message")) as [Buffer, boolean];
				assert.deepEqual([data, wasBinary], [Buffer.from(message), isBinary]);
			}
			client.close(1000, "bye");
			const [code] = (await once(client, "close")) as [number];
			assert.equal(code, 1000);
		});
	}

	it("should not send gateway messages", async (context) => {
		const client = await connect(context);
		client.once("message", () => assert.fail("unexpected message"));
		client.ping();
		await once(client, "pong");
	});
});
