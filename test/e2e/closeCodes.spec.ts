/// <reference types="@rbxts/testez/globals" />

import { Workspace } from "@rbxts/services";
import { VoiceCloseCode } from "../../src/protocol/voice/closeCode";
import { CloseReport } from "../../src/protocol/voice/closeReport";
import { Relay } from "../../src/socket/Relay";
import { CredentialFeed, fixedCredentials } from "../../src/voice/CredentialSource";
import { VoiceConnection } from "../../src/voice/VoiceConnection";
import { encodeBinaryFrame } from "../../src/protocol/voice/frame";
import { GatewayControl, ServerOptions } from "../support/GatewayControl";
import { RecordingLogger } from "../support/RecordingLogger";
import { waitUntil } from "../support/waitUntil";

/** Short backoff to keep the tests fast. */
const LIMITS = { maxAttempts: 6, maxResumes: 3, backoff: { base: 0.05, cap: 0.2 } };

/** Voice connections through a relay, which can receive close codes and send binary frames. */
export = () => {
	let cleanups: Array<() => void> = [];

	function start(options: ServerOptions = {}) {
		const server = new GatewayControl({ heartbeatInterval: 2000, ...options });
		const logger = new RecordingLogger();
		const relay = new Relay({
			url: Workspace.GetAttribute("RelayUrl") as string,
			token: Workspace.GetAttribute("RelayToken") as string,
			logger,
		});
		cleanups.push(() => {
			relay.close();
			server.destroy();
		});
		return { server, relay, logger };
	}

	function startVoice(options: ServerOptions = {}) {
		const { server, relay, logger } = start(options);
		const connection = new VoiceConnection({
			// without a channel ID the relay carries no DAVE, whose binary frames would mix with ours
			credentials: fixedCredentials({ ...server.credentials, endpoint: server.url, channelId: undefined }),
			createSocket: relay.createSocket,
			logger,
			limits: LIMITS,
		});
		const closures: Array<CloseReport> = [];
		connection.onClosed.Connect((closure) => closures.push(closure));
		cleanups.unshift(() => connection.forceClose());
		return { server, connection, closures };
	}

	afterEach(() => {
		for (const cleanup of cleanups) cleanup();
		cleanups = [];
	});

	for (const [code, kind] of [
		[VoiceCloseCode.AuthenticationFailed, "authenticationFailed"],
		[VoiceCloseCode.DaveRequired, "daveRequired"],
		[VoiceCloseCode.RateLimited, "rateLimited"],
	] as const) {
		it(`should end with ${kind} on close code ${code}`, () => {
			const { server, connection, closures } = startVoice();
			connection.connectAsync().expect();
			server.session("disconnectSession", code, "on purpose");
			waitUntil("the end", () => closures.size() === 1);
			expect(closures[0].kind).to.equal(kind);
			expect(closures[0].code).to.equal(code);
		});
	}

	it("should identify with new credentials on 4006", () => {
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

	it("should send binary frames, unlike the engine's sockets", () => {
		const { server, connection } = startVoice();
		connection.connectAsync().expect();
		connection.transport.sendAsync(encodeBinaryFrame(26, buffer.fromstring("key package"))).expect();
		const isReceived = () =>
			(server.session("received") as Array<{ kind: string; op: number }>).some(
				({ kind, op }) => kind === "binary" && op === 26,
			);
		waitUntil("the frame", isReceived);
	});
};
