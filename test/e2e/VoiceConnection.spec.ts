/// <reference types="@rbxts/testez/globals" />

import { ConnectionState } from "../../src/protocol/voice/connectionState";
import { CredentialFeed } from "../../src/voice/CredentialSource";
import { VoiceConnection } from "../../src/voice/VoiceConnection";
import { VoiceConnectionOptions } from "../../src/voice/VoiceConnectionOptions";
import { GatewayControl, ServerOptions } from "../support/GatewayControl";
import { RecordingLogger } from "../support/RecordingLogger";
import { waitUntil } from "../support/waitUntil";

/** Short backoff to keep the tests fast. */
const LIMITS = { maxAttempts: 6, maxResumes: 3, backoff: { base: 0.05, cap: 0.2 } };

/** Long timeouts for slow machines. */
const PATIENT = { ...LIMITS, maxAttempts: 1000 };

/** A main gateway that answers every request with the same pair. */
function alwaysTheSame({ credentials, url }: GatewayControl): CredentialFeed {
	const { userId, sessionId, serverId, token } = credentials;
	const feed: CredentialFeed = new CredentialFeed({
		onRequest: () => {
			feed.setVoiceState({ userId, sessionId, channelId: "1" });
			feed.setVoiceServer({ serverId, token, endpoint: url });
		},
	});
	return feed;
}

export = () => {
	let cleanups: Array<() => void> = [];

	function start(options: ServerOptions = {}, more: Partial<VoiceConnectionOptions> = {}) {
		const server = new GatewayControl({ heartbeatInterval: 100, ...options });
		const logger = new RecordingLogger();
		const connection = new VoiceConnection({
			credentials: alwaysTheSame(server),
			logger,
			limits: LIMITS,
			heartbeatFloor: 1,
			...more,
		});
		const states: Array<ConnectionState> = [];
		const sequences: Array<number> = [];
		const closures: Array<string> = [];
		connection.onStateChanged.Connect((state) => states.push(state));
		connection.onMessage.Connect(({ seq }) => {
			if (seq !== undefined) sequences.push(seq);
		});
		connection.onClosed.Connect(({ reason }) => closures.push(reason));
		cleanups.push(() => {
			connection.forceClose();
			server.destroy();
		});
		return { server, connection, states, sequences, closures, logger };
	}

	afterEach(() => {
		for (const cleanup of cleanups) cleanup();
		cleanups = [];
	});

	it("should become ready and report SSRC mappings", () => {
		const { server, connection, states } = start();
		let heard = "";
		connection.onSpeakerMapped.Connect(({ userId, flags }) => (heard = `${userId} ${flags}`));
		connection.connectAsync().expect();
		expect(states.join(",")).to.equal("signalling,connecting,identifying,ready");
		server.session("sendToSession", 5, { user_id: "7", ssrc: 2, speaking: 1 });
		waitUntil("the mapping", () => heard === "7 1");
	});

	it("should select a protocol and receive the session description", () => {
		const { connection } = start();
		let mode: string | undefined;
		let keySize = 0;
		connection.onSessionDescription.Connect((description) => {
			mode = description.mode;
			keySize = description.secret_key?.size() ?? 0;
		});
		connection.connectAsync().expect();
		connection.selectProtocolAsync("127.0.0.1", 50_001, "aead_aes256_gcm_rtpsize").expect();
		waitUntil("the description", () => mode !== undefined);
		expect(mode).to.equal("aead_aes256_gcm_rtpsize");
		expect(keySize).to.equal(32);
	});

	for (const replayOrder of ["before", "after"] as const) {
		it(`should lose no message after a zombie, with replay ${replayOrder} Resumed`, () => {
			const { server, connection, sequences, states } = start({ replayOrder, firstSequence: 0 });
			connection.connectAsync().expect();
			const send = () => server.session("sendToSession", 5, { user_id: "7", ssrc: 2, speaking: 1 });
			for (const _ of $range(1, 3)) send();
			server.session("setStopHeartbeatAcks", true);
			waitUntil("the zombie", () => states.includes("waiting"));
			for (const _ of $range(1, 3)) send();
			server.session("setStopHeartbeatAcks", false);
			waitUntil("ready again", () => connection.state === "ready" && sequences.size() === 6);
			expect(sequences.join(",")).to.equal("0,1,2,3,4,5");
			expect(server.stats().identifies).to.equal(1);
			expect(server.stats().resumes >= 1).to.equal(true);
		});
	}

	for (const fault of ["dropSession", "restart"]) {
		it(`should resume after ${fault} without loss`, () => {
			const { server, connection, sequences, states } = start();
			connection.connectAsync().expect();
			if (fault === "restart") server.call(fault);
			else server.session(fault);
			waitUntil("the loss", () => states.includes("waiting"));
			server.session("sendBinaryToSession", 25, "AAA=");
			waitUntil("ready again", () => connection.state === "ready" && sequences.size() === 1);
			expect(states.filter((state) => state === "identifying").size()).to.equal(1);
		});
	}

	it("should give up on a dead server after 6 attempts", () => {
		const { server, connection, closures, states } = start();
		connection.connectAsync().expect();
		server.call("terminate");
		waitUntil("the end", () => closures.size() > 0);
		expect(closures[0].find("^gave up after 6 attempts")[0]).to.equal(1);
		expect(states[states.size() - 1]).to.equal("closed");
	});

	it("should time out without Ready", () => {
		const { server, connection, states } = start({}, { deadlines: { ready: 0.3 }, limits: PATIENT });
		server.session("setControlFlags", { muteReady: true });
		const opened = connection.connectAsync();
		waitUntil("the deadline", () => states.includes("waiting"));
		server.session("clearControlFlags");
		opened.expect();
		expect(server.stats().identifies >= 2).to.equal(true);
	});

	it("should close the server's connection when it leaves", () => {
		const { server, connection } = start();
		connection.connectAsync().expect();
		connection.disconnectAsync().expect();
		waitUntil("the server's side", () => server.call("connectionCount") === 0);
		expect(connection.state).to.equal("closed");
	});

	/** A main gateway that answers each request with a new session, and the sessions it gave out. */
	function mainGateway(server: GatewayControl) {
		let count = 0;
		const feed: CredentialFeed = new CredentialFeed({ onRequest: () => give() });
		function give(): void {
			count += 1;
			const { userId, sessionId, serverId, token } = server.newSession(`session-${count}`);
			feed.setVoiceState({ userId, sessionId, channelId: "1" });
			feed.setVoiceServer({ serverId, token, endpoint: server.url });
		}
		return { feed, give, count: () => count };
	}

	it("should follow a move to another session while ready", () => {
		const server = new GatewayControl({ heartbeatInterval: 100 });
		const { feed, give } = mainGateway(server);
		const connection = new VoiceConnection({
			credentials: feed,
			logger: new RecordingLogger(),
			limits: LIMITS,
			heartbeatFloor: 1,
		});
		cleanups.push(() => {
			connection.forceClose();
			server.destroy();
		});
		connection.connectAsync().expect();
		let readies = 0;
		connection.onReady.Connect(() => (readies += 1));
		give();
		waitUntil("ready in the new session", () => readies === 1);
		const moved = server.call("stats", "session-2") as { identifies: number };
		expect(moved.identifies).to.equal(1);
		waitUntil("the old socket's end", () => server.call("connectionCount") === 1);
	});

	it("should request new credentials when the server refuses the old ones", () => {
		const server = new GatewayControl({ heartbeatInterval: 100 });
		const { feed, count } = mainGateway(server);
		const connection = new VoiceConnection({
			credentials: feed,
			logger: new RecordingLogger(),
			limits: { ...LIMITS, maxAttempts: 20 },
			heartbeatFloor: 1,
		});
		cleanups.push(() => {
			connection.forceClose();
			server.destroy();
		});
		connection.connectAsync().expect();
		server.call("unregisterVoiceSession", "session-1");
		waitUntil("a second session", () => count() === 2 && connection.state === "ready");
		const renewed = server.call("stats", "session-2") as { identifies: number };
		expect(renewed.identifies).to.equal(1);
	});
};
