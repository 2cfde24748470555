/// <reference types="@rbxts/testez/globals" />

import { VoiceCloseCode } from "../../src/protocol/voice/closeCode";
import { Closure } from "../../src/protocol/voice/closure";
import { Relay } from "../../src/socket/Relay";
import { WebSocket } from "../../src/socket/WebSocket";
import { CredentialFeed, fixedCredentials } from "../../src/voice/CredentialSource";
import { VoiceConnection } from "../../src/voice/VoiceConnection";
import { encodeBinaryFrame } from "../../src/protocol/voice/frame";
import { GatewayControl, ServerOptions } from "../support/GatewayControl";
import { RecordingLogger } from "../support/RecordingLogger";
import { waitUntil } from "../support/waitUntil";

/** Short waits between attempts, so that a test takes a moment. */
const LIMITS = { maxAttempts: 6, maxResumes: 3, backoff: { base: 0.05, cap: 0.2 } };

/** The same connections as elsewhere, over HTTP alone: through a real relay. */
export = () => {
	let cleanups: Array<() => void> = [];

	function start(options: ServerOptions = {}) {
		const server = new GatewayControl({ heartbeatInterval: 2000, ...options });
		const logger = new RecordingLogger();
		const relay = new Relay({ ...server.openRelay(), logger });
		cleanups.push(() => {
			relay.close();
			server.destroy();
		});
		return { server, relay, logger };
	}

	function startVoice(options: ServerOptions = {}) {
		const { server, relay, logger } = start(options);
		const connection = new VoiceConnection({
			credentials: fixedCredentials({ ...server.credentials, endpoint: server.url }),
			createSocket: relay.createSocket,
			logger,
			limits: LIMITS,
		});
		const sequences: Array<number> = [];
		const closures: Array<Closure> = [];
		connection.onMessage.Connect(({ seq }) => {
			if (seq !== undefined) sequences.push(seq);
		});
		connection.onClosed.Connect((closure) => closures.push(closure));
		cleanups.unshift(() => connection.forceClose());
		return { server, relay, connection, sequences, closures, logger };
	}

	afterEach(() => {
		for (const cleanup of cleanups) cleanup();
		cleanups = [];
	});

	it("should reach Ready, and lose nothing over a lost link", () => {
		const { server, relay, connection, sequences } = startVoice();
		connection.connectAsync().expect();
		const speak = () => server.session("sendToSession", 5, { user_id: "7", ssrc: 2, speaking: 1 });
		for (const _ of $range(1, 3)) speak();
		server.session("dropSession");
		for (const _ of $range(1, 3)) speak();
		waitUntil("all of them", () => sequences.size() === 6);
		expect(server.stats().identifies).to.equal(1);
		expect(server.stats().resumes).to.equal(1);
		expect(relay.state).to.equal("linked");
	});

	for (const [code, kind] of [
		[VoiceCloseCode.AuthenticationFailed, "authenticationFailed"],
		[VoiceCloseCode.DaveRequired, "daveRequired"],
		[VoiceCloseCode.RateLimited, "rateLimited"],
	] as const) {
		it(`should see close code ${code}, and end with ${kind}`, () => {
			const { server, connection, closures } = startVoice();
			connection.connectAsync().expect();
			server.session("disconnectSession", code, "on purpose");
			waitUntil("the end", () => closures.size() === 1);
			expect(closures[0].kind).to.equal(kind);
			expect(closures[0].code).to.equal(code);
		});
	}

	it("should see 4006, and identify with new credentials", () => {
		const { server, relay, logger } = start();
		let requests = 0;
		const feed: CredentialFeed = new CredentialFeed({
			onRequest: () => {
				requests += 1;
				const { userId, sessionId, serverId, token } = server.newSession(`session-${requests}`);
				feed.setVoiceState({ userId, sessionId, channelId: "1" });
				feed.setVoiceServer({ serverId, token, endpoint: server.url });
			},
		});
		const connection = new VoiceConnection({
			credentials: feed,
			createSocket: relay.createSocket,
			logger,
			limits: LIMITS,
		});
		cleanups.unshift(() => connection.forceClose());
		connection.connectAsync().expect();
		server.call("disconnectSession", "session-1", VoiceCloseCode.SessionNoLongerValid);
		waitUntil("the second session", () => requests === 2 && connection.state === "ready");
	});

	it("should send binary frames, which the engine's own sockets cannot", () => {
		const { server, connection } = startVoice();
		connection.connectAsync().expect();
		connection.transport.sendAsync(encodeBinaryFrame(26, buffer.fromstring("key package"))).expect();
		const isReceived = () =>
			(server.session("received") as Array<{ kind: string; op: number }>).some(
				({ kind, op }) => kind === "binary" && op === 26,
			);
		waitUntil("the frame", isReceived);
	});

	it("should close with a code and a reason, and ping to the far server", () => {
		const { server, relay } = start();
		const socket = new WebSocket(`${server.url}/?v=8`, { environment: { createSocket: relay.createSocket } });
		let isOpen = false;
		const closes: Array<string> = [];
		socket.on("open", () => (isOpen = true));
		socket.on("close", ({ code, reason }) => closes.push(`${code} ${reason}`));
		waitUntil("open", () => isOpen);
		const ping = socket.ping().expect();
		expect(ping >= 0 && ping < 5000).to.equal(true);
		expect(socket.latency).to.equal(ping);
		socket.close(4321, "enough");
		waitUntil("the end", () => closes.size() === 1);
		expect(closes[0]).to.equal("4321 enough");
	});

	it("should say what to do about a host that the relay does not allow", () => {
		const { relay } = start();
		const faults: Array<string> = [];
		const socket = new WebSocket("wss://elsewhere.example/?v=8", {
			environment: { createSocket: relay.createSocket },
		});
		let isClosed = false;
		socket.on("error", ({ error }) => faults.push(tostring(error)));
		socket.on("close", () => (isClosed = true));
		waitUntil("the end", () => isClosed);
		expect(faults.size()).to.equal(1);
		expect(faults[0].find("RELAY_ALLOW_HOSTS", 1, true)[0]).to.be.ok();
	});
};
