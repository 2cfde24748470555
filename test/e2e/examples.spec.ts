/// <reference types="@rbxts/testez/globals" />

import { ServerScriptService } from "@rbxts/services";
import { joinChannel } from "../../examples/joinChannel";
import { ownSession } from "../../examples/ownSession";
import { timeline } from "../../examples/timeline";
import { whoSpeaks } from "../../examples/whoSpeaks";
import { MEDIA_REASONS } from "../../src/protocol/voice/media";
import * as VoiceGateway from "../../src";
import { GatewayControl } from "../support/GatewayControl";
import { waitUntil } from "../support/waitUntil";

type WhoSpeaksLuau = (
	this: void,
	voiceGateway: typeof VoiceGateway,
	credentials: VoiceGateway.CredentialSource,
) => VoiceGateway.VoiceConnection;

/** Runs the README's code unchanged. */
export = () => {
	const examples = ServerScriptService.WaitForChild("examples");
	const luauModule = examples.WaitForChild("whoSpeaksLuau") as ModuleScript;
	const whoSpeaksLuau = require(luauModule) as WhoSpeaksLuau;

	const CONNECTIONS: ReadonlyArray<readonly [name: string, start: typeof whoSpeaks]> = [
		["whoSpeaks", whoSpeaks],
		["whoSpeaksLuau", (credentials) => whoSpeaksLuau(VoiceGateway, credentials)],
	];

	for (const [name, start] of CONNECTIONS) {
		it(`${name} should become ready and report why media is unavailable`, () => {
			const server = new GatewayControl({});
			const connection = start(VoiceGateway.fixedCredentials({ ...server.credentials, endpoint: server.url }));
			waitUntil("ready", () => connection.state === "ready");
			const { media } = connection;
			expect(media.kind === "unavailable" && media.reason).to.equal(MEDIA_REASONS.ownSocket);
			connection.disconnectAsync().expect();
			server.destroy();
		});
	}

	it("ownSession should identify", () => {
		const server = new GatewayControl({});
		const transport = ownSession(`${server.url}/?v=8`, server.credentials);
		waitUntil("Identify", () => server.stats().identifies === 1);
		expect(transport.socketActive).to.equal(true);
		transport.forceClose();
		server.destroy();
	});

	it("joinChannel should join a voice channel with a bot token", () => {
		const server = new GatewayControl({});
		// a minimal relay that replaces the placeholder with the bot token and knows the gateway's address
		const openPlain: VoiceGateway.SocketFactory = (url, listener) => {
			const adapter = VoiceGateway.openWebStream(url.gsub("^wss:", "ws:")[0], listener);
			return {
				capabilities: adapter.capabilities,
				send(message) {
					adapter.send(typeIs(message, "string") ? message.gsub("%${secret:bot}", "bot-token")[0] : message);
				},
				close(code, reason) {
					adapter.close(code, reason);
				},
			};
		};
		const limit = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
		const gatewayBot = { url: server.url, shards: 1, session_start_limit: limit };
		const relay = { createSocket: openPlain, getGatewayBotAsync: () => Promise.resolve(gatewayBot) };
		// IDs of the server's fixtures: the guild and its first voice channel
		const { manager, connection } = joinChannel(
			relay as unknown as VoiceGateway.Relay,
			"1191168914231394304",
			"1191168914239782912",
		);
		connection.connectAsync().expect();
		expect(connection.state).to.equal("ready");
		connection.disconnectAsync().expect();
		manager.destroy().expect();
		server.destroy();
	});

	it("timeline should report why a bot cannot connect", () => {
		const server = new GatewayControl({});
		const apiUrl = `${server.url.gsub("^ws", "http")[0]}/api/v10`;
		const bot = { token: "wrong", guildId: "1", channelId: "2", apiUrl, isPlain: true };
		const told = new Map<string, string>();
		const isGood = timeline({ bot, seconds: 1, report: (kind, text) => told.set(kind, text) });
		expect(isGood).to.equal(false);
		expect(told.get("closed")).to.equal("GET /gateway/bot rejected the bot token (status 401)");
		server.destroy();
	});
};
