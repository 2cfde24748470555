/// <reference types="@rbxts/testez/globals" />

import { VoiceCredentials } from "../../src/protocol/voice/payload";
import { Relay } from "../../src/socket/Relay";
import { CredentialFeed } from "../../src/voice/CredentialSource";
import { VoiceConnection } from "../../src/voice/VoiceConnection";
import { GatewayControl } from "../support/GatewayControl";
import { RecordingLogger } from "../support/RecordingLogger";
import { makeRelayClient, restartRelay } from "../support/relayPlace";
import { waitUntil } from "../support/waitUntil";

/** Short backoff to keep the tests fast. */
const LIMITS = { maxAttempts: 6, maxResumes: 6, backoff: { base: 0.05, cap: 0.2 } };
const CHANNEL = "127121515262115840";
const USERS = ["104694319306248201", "104694319306248202", "104694319306248203"];
/** Seconds that a group may take to form, including a relay's start. */
const PATIENCE = 20;

export = () => {
	let cleanups: Array<() => void> = [];

	afterEach(() => {
		for (const cleanup of cleanups) cleanup();
		cleanups = [];
	});

	function makeRelay(): Relay {
		const relay = makeRelayClient();
		cleanups.push(() => relay.close());
		return relay;
	}

	/** Creates a server whose channels require DAVE. */
	function makeServer(): GatewayControl {
		const server = new GatewayControl({ heartbeatInterval: 20_000 });
		cleanups.push(() => server.destroy());
		server.call("setDave", CHANNEL, "required");
		return server;
	}

	/**
	 * Connects a user, who gets a new session at each request.
	 *
	 * @param channelId From the main gateway; without it the connection cannot request DAVE.
	 */
	function join(server: GatewayControl, userId: string, relay: Relay, channelId = CHANNEL) {
		let sessions = 0;
		const feed: CredentialFeed = new CredentialFeed({
			onRequest: () => {
				sessions += 1;
				const credentials: VoiceCredentials & { channelId: string } = {
					serverId: "41771983423143937",
					channelId: CHANNEL,
					userId,
					sessionId: `session-${sessions}-of-${userId}`,
					token: "token",
				};
				server.call("registerVoiceSession", credentials);
				feed.setVoiceState({ ...credentials, channelId });
				feed.setVoiceServer({ ...credentials, endpoint: server.url });
			},
		});
		const connection = new VoiceConnection({
			credentials: feed,
			createSocket: relay.createSocket,
			logger: new RecordingLogger(),
			limits: LIMITS,
		});
		cleanups.push(() => connection.forceClose(1000));
		return { connection, sessionId: () => `session-${sessions}-of-${userId}` };
	}

	/** Waits until all users share an epoch above `after`. Returns it and their privacy code. */
	function agree(connections: ReadonlyArray<VoiceConnection>, after = 0) {
		let shared = { epoch: 0, privacyCode: "" };
		const isShared = () => {
			const [first] = connections;
			const { encryption } = first;
			if (encryption.kind !== "active" || encryption.epoch <= after) return false;
			shared = encryption;
			return connections.every(
				(other) =>
					other.encryption.kind === "active" &&
					other.encryption.epoch === encryption.epoch &&
					other.encryption.privacyCode === encryption.privacyCode,
			);
		};
		waitUntil("one epoch", isShared, PATIENCE);
		expect(shared.privacyCode.match("^%d+$")[0]).to.be.ok();
		expect(shared.privacyCode.size()).to.equal(30);
		return shared;
	}

	/** Connects two users in one group. Returns them, their epoch and their code. */
	function joinTwo() {
		const server = makeServer();
		const relay = makeRelay();
		const [first, second] = USERS.map((userId) => join(server, userId, relay));
		first.connection.connectAsync().expect();
		second.connection.connectAsync().expect();
		return { server, first, second, before: agree([first.connection, second.connection]) };
	}

	it("should share one code in an encrypted channel through joins and leaves", () => {
		const server = makeServer();
		const relay = makeRelay();
		const [first, second, third] = USERS.map((userId) => join(server, userId, relay).connection);
		const seen: Array<string> = [];
		first.onEncryptionChanged.Connect(({ kind }) => seen.push(kind));
		first.connectAsync().expect();
		waitUntil("to be alone", () => first.encryption.kind === "pending", PATIENCE);
		second.connectAsync().expect();
		const two = agree([first, second]);
		third.connectAsync().expect();
		const three = agree([first, second, third], two.epoch);
		expect(three.privacyCode).never.to.equal(two.privacyCode);
		second.disconnectAsync();
		agree([first, third], three.epoch);
		expect(seen[0]).to.equal("pending");
		expect(first.state).to.equal("ready");
	});

	it("should keep its epoch when the far connection drops", () => {
		const { server, first, second, before } = joinTwo();
		server.call("dropSession", first.sessionId());
		waitUntil("the loss", () => first.connection.state !== "ready", PATIENCE);
		waitUntil("the resume", () => first.connection.state === "ready", PATIENCE);
		expect(agree([first.connection, second.connection]).privacyCode).to.equal(before.privacyCode);
		expect(first.sessionId().sub(1, 9)).to.equal("session-1");
	});

	it("should start a new session when the relay is killed", () => {
		const { first, second, before } = joinTwo();
		restartRelay();
		const hasNewSessions = () =>
			first.sessionId().sub(1, 9) === "session-2" && second.sessionId().sub(1, 9) === "session-2";
		waitUntil("new sessions", hasNewSessions, PATIENCE);
		waitUntil(
			"to be ready",
			() => first.connection.state === "ready" && second.connection.state === "ready",
			PATIENCE,
		);
		expect(agree([first.connection, second.connection]).privacyCode).never.to.equal(before.privacyCode);
	});

	it("should close immediately with advice when DAVE is not carried", () => {
		const server = makeServer();
		const { connection } = join(server, USERS[0], makeRelay(), "");
		let closure = "";
		connection.onClosed.Connect(({ kind, reason }) => (closure = `${kind}: ${reason}`));
		connection.connectAsync().catch(() => {});
		waitUntil("the end", () => closure !== "");
		expect(closure.find("daveRequired: this channel requires end-to-end encryption", 1, true)[0]).to.equal(1);
		expect(closure.find("use a relay that offers it", 1, true)[0]).to.be.ok();
	});
};
