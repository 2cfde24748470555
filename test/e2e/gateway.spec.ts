/// <reference types="@rbxts/testez/globals" />

import { joinVoiceChannel } from "../../src/gateway/joinVoiceChannel";
import { requestGatewayBot } from "../../src/gateway/requestGatewayBot";
import { Websocket } from "../../src/gateway/Websocket";
import { WebsocketClient } from "../../src/gateway/WebsocketClient";
import { WebsocketManager } from "../../src/gateway/WebsocketManager";
import { WebsocketManagerClient } from "../../src/gateway/WebsocketManagerClient";
import { WebsocketError } from "../../src/protocol/gateway/WebsocketError";
import { SocketFactory } from "../../src/socket/SocketAdapter";
import { openWebStream } from "../../src/socket/WebStreamAdapter";
import { GatewayControl, ServerOptions } from "../support/GatewayControl";
import { RecordingLogger } from "../support/RecordingLogger";
import { waitUntil } from "../support/waitUntil";

const TOKEN = "bot-token";

/** GUILDS and GUILD_VOICE_STATES. */
const INTENTS = 1 + 128;

/** Short backoff to keep the tests fast. */
const LIMITS = { backoff: { base: 0.05, cap: 0.2 } };

/** Grants every turn immediately. These tests are not about the Identify queue. */
const AT_ONCE = {
	request(_shardId: number, onTurn: (fault?: WebsocketError) => void) {
		onTurn();
		return () => {};
	},
};

/** Opens a socket without TLS: an endpoint implies TLS, which the test's server does not have. */
const openPlain: SocketFactory = (url, listener, options) =>
	openWebStream(url.gsub("^wss:", "ws:")[0], listener, options);

/** Type of a voice channel. */
const VOICE_CHANNEL = 2;

interface Guild {
	readonly id: string;
	readonly channels: Array<{ readonly id: string; readonly type: number }>;
}

/** Waits for a promise. Fails with its reason or on timeout. */
function waitFor(promise: Promise<void>): void {
	waitUntil("the promise", () => promise.getStatus() !== "Started", 20);
	promise.expect();
}

export = () => {
	const cleanups: Array<() => void> = [];

	function startServer(options: ServerOptions = {}) {
		const server = new GatewayControl({ heartbeatInterval: 1000, ...options });
		cleanups.push(() => server.destroy());
		const apiUrl = `${server.url.gsub("^ws", "http")[0]}/api/v10`;
		return { server, apiUrl, remaining: () => requestGatewayBot(TOKEN, apiUrl).session_start_limit.remaining };
	}

	function startWebsocket(options: ServerOptions = {}, client: Partial<WebsocketClient> = {}) {
		const bench = startServer(options);
		const logger = new RecordingLogger();
		const websocket = new Websocket(
			{ token: TOKEN, intents: INTENTS, logger, limits: LIMITS, environment: { heartbeatFloor: 1 }, ...client },
			bench.server.url,
		);
		const statuses: Array<string> = [];
		const sequences: Array<number> = [];
		const closures: Array<string> = [];
		let sessionId = "";
		websocket.onStatusChanged.Connect((status) => statuses.push(status));
		websocket.onDispatch.Connect((name, _, sequence) => {
			if (name === "TEST") sequences.push(sequence!);
		});
		websocket.onReady.Connect((ready) => (sessionId = ready.session_id));
		websocket.onClosed.Connect((fault) => closures.push(fault.kind));
		cleanups.push(() => websocket.close());
		const session = (method: string, ...args: Array<defined>) => bench.server.call(method, sessionId, ...args);
		const open = () => {
			websocket.connect();
			waitUntil("ready", () => websocket.isConnected());
		};
		return {
			...bench,
			logger,
			websocket,
			statuses,
			sequences,
			closures,
			session,
			open,
			sessionId: () => sessionId,
		};
	}

	function startManager(options: ServerOptions = {}, client: Partial<WebsocketManagerClient> = {}) {
		const bench = startServer(options);
		const logger = new RecordingLogger();
		const { apiUrl } = bench;
		// Lune omits the port from the Host header, which the server uses in its answer
		const domain = bench.server.url;
		const manager = new WebsocketManager({
			token: TOKEN,
			intents: INTENTS,
			logger,
			apiUrl,
			domain,
			limits: LIMITS,
			...client,
		});
		const sessionIds = new Map<number, string>();
		const guilds: Array<Guild> = [];
		manager.onReady.Connect((ready, shardId) => sessionIds.set(shardId, ready.session_id));
		manager.onDispatch.Connect((name, d) => {
			if (name === "GUILD_CREATE") guilds.push(d as Guild);
		});
		cleanups.push(() => {
			manager.destroy();
		});
		return { ...bench, logger, manager, sessionIds, guilds };
	}

	afterEach(() => {
		while (cleanups.size() > 0) cleanups.pop()!();
	});

	describe("Websocket", () => {
		it("should identify and receive guilds and dispatches", () => {
			const { websocket, sequences, open, session, statuses } = startWebsocket();
			let missing: number | undefined;
			websocket.onGuilds.Connect((ids) => (missing = ids.size()));
			open();
			expect(statuses.join(",")).to.equal("connecting,greeting,queued,identifying,ready");
			expect(websocket.userId).to.be.ok();
			waitUntil("the guilds", () => missing === 0);
			session("dispatchToSession", "TEST", { n: 1 });
			waitUntil("the dispatch", () => sequences.size() === 1);
		});

		it("should send heartbeats and measure the ping", () => {
			const { websocket, open, session } = startWebsocket({ heartbeatInterval: 200 });
			open();
			waitUntil("beats", () => (session("stats") as { heartbeats: number }).heartbeats >= 3);
			expect(websocket.ping >= 0).to.equal(true);
			const { heartbeats } = session("stats") as { heartbeats: number };
			session("requestHeartbeat");
			waitUntil("one more", () => (session("stats") as { heartbeats: number }).heartbeats > heartbeats);
			expect(websocket.isConnected()).to.equal(true);
		});

		it("should lose no dispatch after a zombie", () => {
			const { server, websocket, sequences, open, session, statuses, sessionId } = startWebsocket({
				heartbeatInterval: 200,
			});
			open();
			const held = sessionId();
			for (const n of $range(1, 3)) session("dispatchToSession", "TEST", { n });
			session("setStopHeartbeatAcks", true);
			waitUntil("the zombie", () => statuses.includes("waiting"));
			for (const n of $range(4, 6)) session("dispatchToSession", "TEST", { n });
			session("setStopHeartbeatAcks", false);
			waitUntil("ready again", () => websocket.isConnected() && sequences.size() === 6);
			for (const index of $range(1, 5)) expect(sequences[index] > sequences[index - 1]).to.equal(true);
			expect(sessionId()).to.equal(held);
			expect(server.call("connectionCount")).to.equal(1);
		});

		for (const fault of ["dropSession", "restart", "reconnect"] as const) {
			it(`should resume after ${fault} without loss`, () => {
				const { server, websocket, sequences, open, session, statuses, remaining } = startWebsocket();
				open();
				session("dispatchToSession", "TEST", { n: 1 });
				waitUntil("the first", () => sequences.size() === 1);
				if (fault === "restart") server.call(fault);
				else session(fault);
				session("dispatchToSession", "TEST", { n: 2 });
				waitUntil("ready again", () => statuses.includes("resuming") && websocket.isConnected());
				waitUntil("what was missed", () => sequences.size() === 2);
				expect(statuses.filter((status) => status === "identifying").size()).to.equal(1);
				expect(remaining()).to.equal(999);
			});
		}

		it("should resume or identify as op 9 says", () => {
			const { websocket, open, session, statuses, sessionId } = startWebsocket();
			open();
			const held = sessionId();
			session("invalidateSession", { resumable: true });
			waitUntil("resumed", () => statuses.includes("resuming") && websocket.isConnected(), 10);
			expect(sessionId()).to.equal(held);
			session("invalidateSession", { resumable: false });
			waitUntil("a new session", () => sessionId() !== held && websocket.isConnected(), 20);
		});

		/**
		 * Discord's close codes. This adapter reports none, like Studio's, so each counts as a lost connection, and the server says
		 * whether the session still exists.
		 */
		for (const [code, keeps] of [
			[4000, true],
			[4008, true],
			[4009, false],
			[4007, false],
		] as const) {
			it(`should ${keeps ? "resume" : "start a new session"} after ${code} without seeing the code`, () => {
				const { websocket, open, session, statuses, sessionId } = startWebsocket(
					{},
					{ identifyTurns: AT_ONCE },
				);
				open();
				const held = sessionId();
				session("disconnectSession", code);
				waitUntil("resuming", () => statuses.includes("resuming"));
				waitUntil("ready again", () => websocket.isConnected(), 30);
				expect(sessionId() === held).to.equal(keeps);
			});
		}

		it("should give up after repeated Identifies with a wrong token", () => {
			const { open, closures, websocket, logger } = startWebsocket(
				{},
				{ token: "wrong-token", identifyTurns: AT_ONCE, limits: { ...LIMITS, maxRefusals: 3 } },
			);
			const [isOpen] = pcall(open);
			expect(isOpen).to.equal(false);
			waitUntil("the end", () => closures.join(",") === "refused");
			expect(websocket.isClosed()).to.equal(true);
			expect(logger.count("wrong-token")).to.equal(0);
		});

		it("should fall back to the first URL when the resume URL fails", () => {
			const { websocket, open, statuses, session, server } = startWebsocket();
			open();
			(websocket as unknown as { resumeDomain: string }).resumeDomain = "ws://127.0.0.1:1";
			session("dropSession");
			waitUntil("ready again", () => statuses.includes("resuming") && websocket.isConnected());
			expect(websocket.url.find(server.url, 1, true)[0]).to.be.ok();
		});

		it("should survive hundreds of lost connections with one Identify", () => {
			const { websocket, open, session, statuses, remaining, sequences } = startWebsocket({}, { stableAfter: 0 });
			open();
			for (const n of $range(1, 200)) {
				session("dropSession");
				session("dispatchToSession", "TEST", { n });
				waitUntil(`dispatch ${n}`, () => sequences.size() === n && websocket.isConnected());
			}
			expect(statuses.filter((status) => status === "identifying").size()).to.equal(1);
			expect(remaining()).to.equal(999);
		});
	});

	describe("WebsocketManager", () => {
		it("should connect three shards at once", () => {
			const { manager, sessionIds, server, remaining } = startManager({ shards: 3, maxConcurrency: 3 });
			waitFor(manager.connect());
			expect(sessionIds.size()).to.equal(3);
			expect(remaining()).to.equal(997);
			for (const [shardId, sessionId] of sessionIds) {
				const { shard } = server.call("stats", sessionId) as { shard: Array<number> };
				expect(shard.join(",")).to.equal(`${shardId},3`);
			}
			manager.destroy(4000).expect();
			waitUntil("all down", () => server.call("connectionCount") === 0);
		});

		it("should report when the next Identify is available", () => {
			const { manager } = startManager({ sessionStartLimit: { total: 1, resetAfter: 60_000 } });
			waitFor(manager.connect());
			manager.destroy().expect();
			const [ok, fault] = manager.connect().await();
			expect(ok).to.equal(false);
			const { kind, resetAfter } = fault as unknown as WebsocketError;
			expect(kind).to.equal("exhausted");
			expect(resetAfter! > 50 && resetAfter! <= 60).to.equal(true);
		});

		it("should report a refused token", () => {
			const { manager } = startManager({}, { token: "wrong-token" });
			const [ok, fault] = manager.connect().await();
			expect(ok).to.equal(false);
			expect((fault as unknown as WebsocketError).kind).to.equal("unauthorized");
		});
	});

	describe("joinVoiceChannel", () => {
		function join() {
			const bench = startManager();
			waitFor(bench.manager.connect());
			waitUntil("the guild", () => bench.guilds.size() > 0);
			const [guild] = bench.guilds;
			const channels = guild.channels.filter(({ type: kind }) => kind === VOICE_CHANNEL).map(({ id }) => id);
			const connection = joinVoiceChannel(bench.manager, {
				guildId: guild.id,
				channelId: channels[0],
				voice: {
					limits: { maxAttempts: 6, maxResumes: 3, backoff: { base: 0.05, cap: 0.2 } },
					createSocket: openPlain,
				},
			});
			cleanups.push(() => connection.forceClose());
			return { ...bench, connection, guild, channels };
		}

		it("should join voice with token, guild and channel, and leave", () => {
			const { connection, server } = join();
			connection.connectAsync().expect();
			expect(connection.ssrc).to.be.ok();
			expect(server.call("connectionCount")).to.equal(2);
			connection.disconnectAsync().expect();
			waitUntil("the voice side", () => server.call("connectionCount") === 1);
		});

		it("should follow the bot to another channel", () => {
			const { connection, manager, guild, channels } = join();
			connection.connectAsync().expect();
			let readies = 0;
			connection.onReady.Connect(() => (readies += 1));
			const d = { guild_id: guild.id, channel_id: channels[1], self_mute: false, self_deaf: false };
			manager.send({ op: "VoiceStateUpdate", d }).expect();
			waitUntil("ready in the other", () => readies === 1 && connection.state === "ready");
		});

		it("should keep voice while the main session is resumed", () => {
			const { connection, manager, sessionIds, server } = join();
			connection.connectAsync().expect();
			let resumed = 0;
			manager.onResumed.Connect(() => (resumed += 1));
			server.call("dropSession", sessionIds.get(0)!);
			waitUntil("resumed", () => resumed === 1);
			expect(connection.state).to.equal("ready");
		});
	});
};
