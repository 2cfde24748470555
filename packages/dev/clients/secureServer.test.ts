/** A gateway server attached to an `https.Server`. */

import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { describe, it, type TestContext } from "node:test";
import { TOKEN } from "../../gateway-server/support/mainFixtures.ts";
import { ALICE, identifyOf, startServer, type Fixture } from "../../gateway-server/support/fixtures.ts";
import { TestClient } from "../../gateway-server/support/TestClient.ts";
import { SECURE_OPTIONS, useSharedKey } from "../../gateway-server/support/secureFront.ts";

/** Connects over TLS with this query and reads Hello. */
async function connectSecurely(
	context: TestContext,
	query: string,
): Promise<Fixture & { readonly client: TestClient }> {
	const fixture = await startServer(context);
	const host = createServer(SECURE_OPTIONS).listen(0, "127.0.0.1");
	host.on("upgrade", (request, socket, head) => fixture.server.handleUpgrade(request, socket, head));
	await once(host, "listening");
	context.after(() => host.close());
	useSharedKey(context);
	const client = await TestClient.open(`wss://127.0.0.1:${(host.address() as AddressInfo).port}`, query);
	await client.next();
	return { ...fixture, client };
}

/** Identifies as Alice over TLS and reads Hello and Ready. */
async function joinSecurely(context: TestContext): Promise<Fixture & { readonly client: TestClient }> {
	const fixture = await connectSecurely(context, "/?v=8");
	fixture.client.send(0, identifyOf(ALICE));
	await fixture.client.next();
	return fixture;
}

describe("GatewayServer on an https.Server", () => {
	it("should close a session with its code", async (context) => {
		const { server, client } = await joinSecurely(context);
		assert.equal(server.disconnectSession(ALICE.sessionId, 4014), 1);
		assert.equal((await client.ended).code, 4014);
	});

	it("should drop a session without a close frame", async (context) => {
		const { server, client } = await joinSecurely(context);
		assert.equal(server.dropSession(ALICE.sessionId), 1);
		assert.equal((await client.ended).code, 1006);
		assert.equal(server.stats(ALICE.sessionId).state, "away");
	});

	it("should drop a main session without a close frame", async (context) => {
		const { server, client } = await connectSecurely(context, "/?v=10&encoding=json");
		const properties = { os: "linux", browser: "test", device: "test" };
		client.send(2, { token: TOKEN, intents: 0, properties });
		const ready = (await client.next()) as { readonly d: { readonly session_id: string } };
		assert.equal(server.dropSession(ready.d.session_id), 1);
		assert.equal((await client.ended).code, 1006);
		assert.equal(server.stats(ready.d.session_id).state, "away");
	});
});
