/// <reference types="@rbxts/testez/globals" />

import { HttpService, Workspace } from "@rbxts/services";
import { echo } from "../../examples/echo";
import { liveServer } from "../../examples/liveServer";
import { encodeJson } from "../../src/runtime/json";
import { identifyPayload } from "../../src/protocol/voice/payload";
import { configureRelay } from "../../src/socket/createAdapter";
import { engineNetwork, RelayNetwork } from "../../src/socket/relay/RelayHttp";
import { RequestBudget } from "../../src/socket/relay/RequestBudget";
import { Relay, RelayOptions } from "../../src/socket/Relay";
import { WebSocket } from "../../src/socket/WebSocket";
import { fixedCredentials } from "../../src/voice/CredentialSource";
import { VoiceConnection } from "../../src/voice/VoiceConnection";
import { GatewayControl, ServerOptions } from "../support/GatewayControl";
import { RecordingLogger } from "../support/RecordingLogger";
import { seededRandom } from "../support/seededRandom";
import { waitUntil } from "../support/waitUntil";

/** Short backoff to keep the tests fast. */
const LIMITS = { maxAttempts: 6, maxResumes: 6, backoff: { base: 0.05, cap: 0.2 } };

export = () => {
	let cleanups: Array<() => void> = [];

	/** Connects to the test relay, with a high request budget. */
	function makeRelay(options: Partial<RelayOptions> = {}): Relay {
		const relay = new Relay({
			url: Workspace.GetAttribute("RelayUrl") as string,
			token: Workspace.GetAttribute("RelayToken") as string,
			budget: new RequestBudget({ perMinute: 100_000, burst: 1000 }),
			logger: new RecordingLogger(),
			...options,
		});
		cleanups.push(() => relay.close());
		return relay;
	}

	function makeServer(options: ServerOptions = {}): GatewayControl {
		const server = new GatewayControl(options);
		cleanups.push(() => server.destroy());
		return server;
	}

	function openSocket(relay: Relay, url: string) {
		const socket = new WebSocket(url, {
			environment: { createSocket: relay.createSocket },
			pingInterval: 0,
			logger: new RecordingLogger(),
		});
		const heard: Array<string> = [];
		socket.on("message", ({ data }) => heard.push(typeIs(data, "buffer") ? `buffer ${buffer.len(data)}` : data));
		socket.on("ping", (data) => heard.push(`ping ${buffer.len(data)}`));
		socket.on("close", ({ code, reason }) => heard.push(`close ${code} ${reason}`));
		const has = (text: string) => heard.some((line) => line.find(text, 1, true)[0] !== undefined);
		return { socket, heard, has };
	}

	/** Opens a socket, waits for Hello and identifies. */
	function openSession(relay: Relay, server: GatewayControl) {
		const opened = openSocket(relay, `${server.url}/?v=8`);
		waitUntil("Hello", () => opened.has('"op":8'));
		opened.socket.send(encodeJson(identifyPayload(server.credentials, 0)));
		waitUntil("Ready", () => opened.has('"op":2'));
		return opened;
	}

	function connect(relay: Relay, server: GatewayControl) {
		const connection = new VoiceConnection({
			// without a channel ID the relay carries no DAVE, whose Session Description would count as a message
			credentials: fixedCredentials({ ...server.credentials, endpoint: server.url, channelId: undefined }),
			media: false,
			createSocket: relay.createSocket,
			logger: new RecordingLogger(),
			limits: LIMITS,
		});
		const sequences: Array<number> = [];
		connection.onMessage.Connect(({ seq }) => {
			if (seq !== undefined) sequences.push(seq);
		});
		cleanups.push(() => connection.forceClose());
		return { connection, sequences };
	}

	const speak = (server: GatewayControl) =>
		server.session("sendToSession", 5, { user_id: "7", ssrc: 2, speaking: 1 });

	/** Restarts the relay after SIGKILL or SIGTERM. Yields until it listens. */
	function restartRelay(signal: "SIGKILL" | "SIGTERM"): void {
		const answer = HttpService.RequestAsync({
			Url: `${Workspace.GetAttribute("RelayControlUrl")}/${signal}`,
			Method: "POST",
			Headers: { authorization: `Bearer ${Workspace.GetAttribute("RelayToken")}` },
			Body: "",
		});
		assert(answer.Success, `the relay did not restart: ${answer.StatusCode}`);
	}

	/** Expects consecutive sequence numbers without loss or repetition. */
	const expectWhole = (sequences: ReadonlyArray<number>, count: number) => {
		expect(sequences.size()).to.equal(count);
		sequences.forEach((sequence, index) => expect(sequence).to.equal(index));
	};

	afterEach(() => {
		for (const cleanup of cleanups) cleanup();
		cleanups = [];
		configureRelay();
	});

	for (const form of ["json", "binary"] as const) {
		it(`should carry text, bytes, pings and close codes as ${form}`, () => {
			const relay = makeRelay({ form });
			const server = makeServer();
			const { socket, has } = openSession(relay, server);
			expect(socket.capabilities.binary).to.equal(true);
			server.session("sendBinaryToSession", 27, "AQID");
			waitUntil("bytes", () => has("buffer 6"));
			server.session("pingSession");
			waitUntil("a ping", () => {
				speak(server);
				return has("ping ");
			});
			const [isPonged, milliseconds] = socket.ping("mine").await();
			expect(isPonged && (milliseconds as number) >= 0).to.equal(true);
			server.session("disconnectSession", 4014, "Disconnected.");
			waitUntil("the close", () => has("close 4014 Disconnected."));
			expect(socket.readyState).to.equal(3);
		});
	}

	it("should close the far socket with our close code", () => {
		const server = makeServer();
		const { socket, has } = openSession(makeRelay(), server);
		socket.close(4001, "mine");
		waitUntil("the close", () => has("close 4001 mine"));
		waitUntil("the far side", () => !server.stats().connected);
	});

	it("should lose no message when the far connection drops", () => {
		const relay = makeRelay();
		const server = makeServer({ heartbeatInterval: 1000, firstSequence: 0 });
		const { connection, sequences } = connect(relay, server);
		connection.connectAsync().expect();
		for (const _ of $range(1, 3)) speak(server);
		server.session("dropSession");
		waitUntil("the loss", () => connection.state !== "ready");
		for (const _ of $range(1, 3)) speak(server);
		waitUntil("all of it", () => connection.state === "ready" && sequences.size() === 6);
		expectWhole(sequences, 6);
		expect(server.stats().identifies).to.equal(1);
		expect(relay.budget.total < 40).to.equal(true);
	});

	it("should resume over a new link when the relay lost the old one", () => {
		let isForgotten = false;
		const network: RelayNetwork = {
			...engineNetwork,
			request: (request) => {
				// as if another relay had replaced the one with the link
				const Url = isForgotten
					? (request.Url as string).gsub("/links/[^/]+", "/links/a_unknown")[0]
					: request.Url;
				if ((request.Url as string).match("/links$")[0] !== undefined) isForgotten = false;
				return engineNetwork.request({ ...request, Url });
			},
		};
		const relay = makeRelay({ network });
		const server = makeServer({ heartbeatInterval: 1000, firstSequence: 0 });
		const { connection, sequences } = connect(relay, server);
		connection.connectAsync().expect();
		speak(server);
		waitUntil("the first", () => sequences.size() === 1);
		isForgotten = true;
		for (const _ of $range(1, 3)) speak(server);
		waitUntil("the resume", () => server.stats().resumes === 1);
		waitUntil("all of it", () => connection.state === "ready" && sequences.size() >= 4);
		expectWhole(sequences, 4);
		expect(server.stats().identifies).to.equal(1);
	});

	it("should lose no message when a third of requests and answers fail", () => {
		const random = seededRandom(7);
		const network: RelayNetwork = {
			...engineNetwork,
			request: (request) => {
				const fate = random(6);
				if (fate === 0) error("HttpError: ConnectFail", 0);
				const answer = engineNetwork.request(request);
				if (fate === 1) error("HttpError: NetFail", 0);
				return answer;
			},
		};
		const relay = makeRelay({ network, random: () => 0.05 });
		const server = makeServer({ firstSequence: 0, heartbeatInterval: 20_000 });
		const { connection, sequences } = connect(relay, server);
		connection.connectAsync().expect();
		for (const _ of $range(1, 40)) {
			speak(server);
			task.wait(0.02);
		}
		waitUntil("all of it", () => sequences.size() >= 40, 20);
		expectWhole(sequences, 40);
		expect(server.stats().connections).to.equal(1);
	});

	for (const signal of ["SIGKILL", "SIGTERM"] as const) {
		it(`should lose no message when the relay restarts after ${signal}, three times`, () => {
			const relay = makeRelay({ random: () => 0.2 });
			const server = makeServer({ firstSequence: 0, heartbeatInterval: 20_000 });
			const { connection, sequences } = connect(relay, server);
			connection.connectAsync().expect();
			let spoken = 0;
			let isSpeaking = true;
			task.spawn(() => {
				while (isSpeaking) {
					speak(server);
					spoken += 1;
					task.wait(0.02);
				}
			});
			for (const count of $range(1, 3)) {
				task.wait(0.3);
				restartRelay(signal);
				waitUntil("the resume", () => server.stats().resumes >= count && connection.state === "ready", 20);
			}
			isSpeaking = false;
			waitUntil("all of it", () => sequences.size() >= spoken, 20);
			expectWhole(sequences, spoken);
			expect(server.stats().identifies).to.equal(1);
		});
	}

	it("should explain a refusal of the relay", () => {
		const wrong = openSocket(makeRelay({ token: "some-unknown-token" }), "wss://gateway.discord.gg");
		waitUntil("the refusal", () => wrong.has("RELAY_TOKENS"));
		const elsewhere = openSocket(makeRelay(), "wss://example.invalid");
		waitUntil("the refusal", () => elsewhere.has("RELAY_ALLOW_HOSTS"));
		const server = makeServer();
		const unknown = openSession(makeRelay(), server);
		unknown.socket.send('{"op":1,"d":"${secret:none}"}');
		waitUntil("the refusal", () => unknown.has("RELAY_SECRET_<NAME>"));
	});

	it("should run the examples", () => {
		const server = makeServer();
		const relay = liveServer(Workspace.GetAttribute("RelayUrl") as string);
		cleanups.push(() => relay.close());
		const socket = echo(`${server.url}/?v=8`, relay.createSocket);
		waitUntil("the end", () => socket.readyState === 3);
		expect(relay.budget.total > 0).to.equal(true);
	});
};
