/// <reference types="@rbxts/testez/globals" />

import { joinVoiceChannel } from "../../src/gateway/joinVoiceChannel";
import { WebsocketManager } from "../../src/gateway/WebsocketManager";
import { MEDIA_REASONS } from "../../src/protocol/voice/media";
import { SocketFactory } from "../../src/socket/SocketAdapter";
import { Relay } from "../../src/socket/Relay";
import { VoiceConnection } from "../../src/voice/VoiceConnection";
import { GatewayControl, ServerOptions } from "../support/GatewayControl";
import { RecordingLogger } from "../support/RecordingLogger";
import { makeRelayClient, restartRelay } from "../support/relayPlace";
import { waitUntil } from "../support/waitUntil";

/** IDs of the server's fixtures: the guild and its first voice channel. */
const GUILD = "1191168914231394304";
const CHANNEL = "1191168914239782912";
const ADA = "104694319306248201";
const TOKEN = "bot-token";
/** GUILDS and GUILD_VOICE_STATES. */
const INTENTS = 1 + 128;
/** Timeout in seconds through a relay, including its start. */
const PATIENCE = 30;
/** Short backoff to keep the tests fast. */
const LIMITS = { maxAttempts: 6, maxResumes: 6, backoff: { base: 0.05, cap: 0.2 } };

/** Speech detection in compiled Luau, through a real relay and with real UDP packets. */
export = () => {
	const cleanups: Array<() => void> = [];

	afterEach(() => {
		for (let cleanup = cleanups.pop(); cleanup !== undefined; cleanup = cleanups.pop()) cleanup();
	});

	function startServer(options: ServerOptions = {}): GatewayControl {
		const server = new GatewayControl({ heartbeatInterval: 20_000, ...options });
		cleanups.push(() => server.destroy());
		return server;
	}

	/** Connects a bot with its own main session and joins the channel. */
	function join(server: GatewayControl) {
		const relay: Relay = makeRelayClient();
		// an endpoint implies TLS, which the test's server does not have
		const createSocket: SocketFactory = (url, listener, options) =>
			relay.createSocket(url.gsub("^wss:", "ws:")[0], listener, options);
		const limit = { total: 1000, remaining: 1000, reset_after: 0, max_concurrency: 1 };
		const manager = new WebsocketManager({
			token: TOKEN,
			intents: INTENTS,
			environment: { createSocket },
			logger: new RecordingLogger(),
			limits: { backoff: LIMITS.backoff },
			fetchGatewayBot: () => Promise.resolve({ url: server.url, shards: 1, session_start_limit: limit }),
		});
		cleanups.push(() => relay.close());
		manager.connect().expect();
		const connection = joinVoiceChannel(manager, {
			guildId: GUILD,
			channelId: CHANNEL,
			voice: { limits: LIMITS },
			closing: false,
		});
		cleanups.push(() => {
			connection.disconnectAsync();
			manager.destroy();
		});
		waitUntil("ready", () => connection.state === "ready", PATIENCE);
		return { manager, connection, told: listen(connection) };
	}

	/** Returns the starts and stops in order, such as `+Ada -Ada`. */
	function listen(connection: VoiceConnection): () => string {
		const told = new Array<string>();
		connection.onSpeaking.Connect(({ userId, speaking, level }) => {
			expect(speaking ? level > 0 && level <= 1 : level === 0).to.equal(true);
			told.push(`${speaking ? "+" : "-"}${connection.roster.get(userId)?.name ?? userId}`);
		});
		return () => told.join(" ");
	}

	const isLive = (connection: VoiceConnection) => () => connection.media.kind === "live";
	const isSpeaking = (connection: VoiceConnection) => connection.roster.get(ADA)?.speaking;

	/** Joins the bot with live media, and Ada, who is silent. */
	function start(options: ServerOptions = {}) {
		const server = startServer(options);
		const joined = join(server);
		waitUntil("live media", isLive(joined.connection), PATIENCE);
		const ada = server.addSpeaker({ serverId: GUILD, channelId: CHANNEL, userId: ADA }, "Ada");
		waitUntil("Ada", () => joined.connection.roster.get(ADA)?.name === "Ada", PATIENCE);
		return { server, ada, ...joined };
	}

	it("should report start, level, stop and name (case 2)", () => {
		const { ada, connection, told } = start();
		expect(isSpeaking(connection)).to.equal(false);
		ada.call("speak", 60_000, 1);
		waitUntil("the start", () => isSpeaking(connection) === true, PATIENCE);
		const loud = connection.roster.get(ADA)?.level ?? 0;
		expect(loud > 0.5).to.equal(true);
		ada.call("stop");
		waitUntil("the stop", () => isSpeaking(connection) === false, PATIENCE);
		expect(told()).to.equal("+Ada -Ada");
		expect(connection.roster.get(ADA)?.level).to.equal(0);
		ada.call("speak", 60_000, 0.2);
		waitUntil("the second start", () => isSpeaking(connection) === true, PATIENCE);
		expect((connection.roster.get(ADA)?.level ?? 1) < loud).to.equal(true);
	});

	it("should report a start and a stop that arrive together (case 2)", () => {
		const { ada, connection, told } = start();
		ada.call("speak", 60);
		waitUntil("the stop", () => told() === "+Ada -Ada", PATIENCE);
		expect(isSpeaking(connection)).to.equal(false);
	});

	it("should not treat op 5 as speech (case 1)", () => {
		const { ada, connection, told } = start();
		let mappings = 0;
		connection.onSpeakerMapped.Connect(() => (mappings += 1));
		ada.call("map", 5);
		waitUntil("the mapping", () => mappings > 0, PATIENCE);
		task.wait(0.5);
		expect(told()).to.equal("");
	});

	it("should stop a speaker who leaves (case 9)", () => {
		const { ada, connection, told } = start();
		ada.call("speak", 60_000);
		waitUntil("the start", () => isSpeaking(connection) === true, PATIENCE);
		ada.leave();
		waitUntil("the end", () => !connection.roster.has(ADA), PATIENCE);
		expect(told()).to.equal("+Ada -Ada");
	});

	it("should stop speakers while a relay restarts, then restore them (case 20)", () => {
		const { ada, connection, told } = start();
		ada.call("speak", 60_000);
		waitUntil("the start", () => isSpeaking(connection) === true, PATIENCE);
		restartRelay();
		waitUntil("the loss", () => told() === "+Ada -Ada", PATIENCE);
		expect(isSpeaking(connection)).never.to.equal(true);
		waitUntil("live media", isLive(connection), PATIENCE);
		waitUntil("the start", () => told() === "+Ada -Ada +Ada", PATIENCE);
	});

	it("should report a server deafen and detect speech after it (case 15)", () => {
		const { server, manager, ada, connection, told } = start();
		const session = `${GUILD}:${manager.shards.get(0)?.sessionId()}`;
		ada.call("speak", 60_000);
		waitUntil("the start", () => isSpeaking(connection) === true, PATIENCE);
		server.call("setVoice", session, { deaf: true });
		waitUntil("the deafen", () => connection.media.kind === "unavailable", PATIENCE);
		const { media } = connection;
		expect(media.kind === "unavailable" && media.reason).to.equal(MEDIA_REASONS.deafened);
		expect(isSpeaking(connection)).to.equal(undefined);
		server.call("setVoice", session, { deaf: false });
		waitUntil("the start", () => isSpeaking(connection) === true, PATIENCE);
		expect(told().sub(1, 9)).to.equal("+Ada -Ada");
	});

	it("should detect speech while self-deafened (case 15)", () => {
		const { ada, connection } = start();
		connection.setSelfDeaf(true);
		ada.call("speak", 60_000);
		waitUntil("the start", () => isSpeaking(connection) === true, PATIENCE);
	});

	// Discord does not document what happens to the first voice socket
	for (const voiceTheft of [4014, 4006, "both"] as const) {
		it(`should end when another process takes the seat, closing with ${voiceTheft} (case 21)`, () => {
			const { server, connection, ada } = start({ voiceTheft });
			ada.call("speak", 60_000);
			waitUntil("the start", () => isSpeaking(connection) === true, PATIENCE);
			let kind = "";
			connection.onClosed.Connect((closure) => (kind = closure.kind));
			const second = join(server).connection;
			waitUntil("the end", () => kind !== "", PATIENCE);
			expect(kind).to.equal("takenOver");
			expect(isSpeaking(connection)).to.equal(undefined);
			connection.setSelfMute(false);
			connection.disconnectAsync().expect();
			task.wait(1.5);
			expect(second.state).to.equal("ready");
			waitUntil("live media of the second", isLive(second), PATIENCE);
		});
	}
};
