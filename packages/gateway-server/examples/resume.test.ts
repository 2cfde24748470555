import assert from "node:assert/strict";
import { once } from "node:events";
import { it } from "node:test";
import { REST } from "@discordjs/rest";
import { WebSocketManager, WebSocketShardEvents } from "@discordjs/ws";
import { GatewayServer } from "../GatewayServer.ts"; // of your clone

/** A test of your client; here `@discordjs/ws` stands in for it. */
it("should resume after a lost connection without missing events", async () => {
	const server = new GatewayServer({ heartbeatInterval: 100, token: "bot-token" });
	await server.listen();
	const rest = new REST({ api: `${server.url.replace("ws", "http")}/api`, version: "10" }).setToken("bot-token");
	const client = new WebSocketManager({ token: "bot-token", intents: 1, rest });
	const ready = once(client, WebSocketShardEvents.Ready);
	await client.connect();
	await ready;

	const [sessionId = ""] = server.mainSessionIds;
	const resumed = once(client, WebSocketShardEvents.Resumed);
	server.dropSession(sessionId); // a TCP reset, no close frame
	server.dispatchToSession(sessionId, "GUILD_UPDATE", { id: "1" }); // while the client is away
	await resumed;
	assert.equal(server.stats(sessionId).replayed, 1);

	await client.destroy();
	await server.close();
});
