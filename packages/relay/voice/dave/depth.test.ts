/** Deeply nested messages do not end a relay. Over real sockets, threads included. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { describe, it } from "node:test";
import { RelayClient } from "../../support/RelayClient.ts";
import { startFar, startRelay, TOKEN } from "../../support/startRelay.ts";

const USER = "104694319306248201";
const IDENTIFY = {
	op: 0,
	d: { user_id: USER, channel_id: "127121515262115840", session_id: "session", token: "token" },
};
const nested = (depth: number): string => "[".repeat(depth) + "]".repeat(depth);

describe("a relay that carries DAVE", { timeout: 20_000 }, () => {
	it("should continue a session whose gateway nests deeply", async (context) => {
		const far = await startFar(context);
		const { url } = await startRelay(context, [far.endpoint]);
		const client = new RelayClient(url, { token: TOKEN });
		await client.create();
		client.up(1, "o", { url: far.url, dave: true });
		client.up(1, "t", JSON.stringify(IDENTIFY));
		const opened = far.nextSocket();
		await client.send();
		const socket = await opened;
		await once(socket, "message");
		for (const op of [4, 11, 13, 21, 22, 24]) {
			socket.send(`{"op":${op},"d":{"user_ids":${nested(20_000)},"epoch":${nested(20_000)}}}`);
			socket.send(`{"op":${op},"d":${nested(20_000)}}`);
		}
		const answered = once(socket, "message");
		socket.send('{"op":4,"seq":0,"d":{"dave_protocol_version":1}}');
		const [keyPackage] = (await answered) as [Buffer];
		assert.equal(keyPackage[0], 26);
	});

	it("should forward a client's nested message unchanged", async (context) => {
		const far = await startFar(context);
		const { url } = await startRelay(context, [far.endpoint]);
		const client = new RelayClient(url, { token: TOKEN });
		await client.create();
		client.up(1, "o", { url: far.url, dave: true });
		const text = JSON.stringify(IDENTIFY).replace('"token":', `"nested":${nested(7000)},"token":`);
		client.up(1, "t", text);
		const opened = far.nextSocket();
		await client.send();
		const [received] = (await once(await opened, "message")) as [Buffer];
		assert.equal(received.toString(), text);
	});
});
