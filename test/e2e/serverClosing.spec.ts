/// <reference types="@rbxts/testez/globals" />

import { Workspace } from "@rbxts/services";
import { joinVoiceChannel } from "../../src/gateway/joinVoiceChannel";
import { Websocket } from "../../src/gateway/Websocket";
import { WebsocketManager } from "../../src/gateway/WebsocketManager";
import { ServerClosing } from "../../src/runtime/ServerClosing";
import { RequestBudget } from "../../src/socket/relay/RequestBudget";
import { Relay } from "../../src/socket/Relay";
import { SocketFactory } from "../../src/socket/SocketAdapter";
import { GatewayControl } from "../support/GatewayControl";
import { RecordingLogger } from "../support/RecordingLogger";
import { waitUntil } from "../support/waitUntil";

/** GUILDS and GUILD_VOICE_STATES. */
const INTENTS = 1 + 128;

/** Type of a voice channel. */
const VOICE_CHANNEL = 2;

interface Guild {
	readonly id: string;
	readonly channels: Array<{ readonly id: string; readonly type: number }>;
}

/** A closing game server, observed by another session of the same bot. */
export = () => {
	const cleanups: Array<() => void> = [];

	afterEach(() => {
		while (cleanups.size() > 0) cleanups.pop()!();
	});

	it("should leave the channel and close the relay link", () => {
		const server = new GatewayControl({ heartbeatInterval: 2000 });
		const logger = new RecordingLogger();
		const bound: Array<() => void> = [];
		const closing = new ServerClosing((callback) => bound.push(callback), undefined, logger);
		const budget = new RequestBudget({ perMinute: 100_000, burst: 1000 });
		const url = Workspace.GetAttribute("RelayUrl") as string;
		const token = Workspace.GetAttribute("RelayToken") as string;
		const relay = new Relay({ url, token, budget, logger, closing });
		const createSocket: SocketFactory = (address, listener, options) =>
			relay.createSocket(address.gsub("^wss:", "ws:")[0], listener, options);

		const seen: Array<string> = [];
		const observer = new Websocket({ token: "bot-token", intents: INTENTS, logger }, server.url);
		observer.onVoiceState.Connect(({ channel_id: channelId }) => seen.push(channelId ?? "none"));
		cleanups.push(() => {
			observer.close();
			relay.close();
			server.destroy();
		});
		observer.connect();
		waitUntil("the observer", () => observer.isConnected());

		const apiUrl = `${server.url.gsub("^ws", "http")[0]}/api/v10`;
		const environment = { createSocket };
		const manager = new WebsocketManager({
			token: "bot-token",
			intents: INTENTS,
			logger,
			apiUrl,
			domain: server.url,
			environment,
		});
		let guild: Guild | undefined;
		manager.onDispatch.Connect((name, d) => {
			if (name === "GUILD_CREATE") guild = d as Guild;
		});
		manager.connect().catch(() => {});
		waitUntil("the guild", () => guild !== undefined, 20);
		const { id: guildId, channels } = guild!;
		const channelId = channels.find(({ type: kind }) => kind === VOICE_CHANNEL)!.id;
		const connection = joinVoiceChannel(manager, { guildId, channelId, closing });
		connection.connectAsync().expect();
		waitUntil("the join", () => seen.includes(channelId));

		const began = os.clock();
		for (const callback of bound) callback();
		expect(os.clock() - began < 12).to.equal(true);
		expect(relay.state).to.equal("idle");
		waitUntil("the leave", () => seen[seen.size() - 1] === "none");
		waitUntil("its sockets", () => server.call("connectionCount") === 1);
	});
};
