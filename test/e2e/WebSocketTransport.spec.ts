/// <reference types="@rbxts/testez/globals" />

import { VOICE_CLOSE_ACTIONS } from "../../src/protocol/voice/closeCode";
import { identifyPayload, resumePayload, VoicePayload } from "../../src/protocol/voice/payload";
import { encodeJson } from "../../src/runtime/json";
import { WebSocketTransport } from "../../src/WebSocketTransport";
import { GatewayControl, ServerOptions } from "../support/GatewayControl";
import { RecordingLogger } from "../support/RecordingLogger";
import { waitUntil } from "../support/waitUntil";

/** Close codes of WebSocket that servers use, and every documented one of the voice gateway. */
const CLOSE_CODES = [1000, 1001, 1011];
for (const [code] of VOICE_CLOSE_ACTIONS) CLOSE_CODES.push(code);
CLOSE_CODES.sort((a, b) => a < b);

/** Maximum number of WebStreamClients per place. */
const MAX_CLIENTS = 6;

interface Session {
	readonly server: GatewayControl;
	readonly transport: WebSocketTransport;
	readonly logger: RecordingLogger;
	readonly payloads: Array<VoicePayload>;
	readonly heard: Array<string>;
}

export = () => {
	let open: Array<Session> = [];

	/** Creates a server and a transport that identifies or resumes when connected. */
	function start(options: ServerOptions = {}): Session {
		const server = new GatewayControl(options);
		const logger = new RecordingLogger();
		const transport = new WebSocketTransport(logger, { heartbeatFloor: 1 });
		const session: Session = { server, transport, logger, payloads: [], heard: [] };
		transport.onConnected = () => {
			const payload = transport.isResuming
				? resumePayload(server.credentials, transport.sequenceAcknowledgement)
				: identifyPayload(server.credentials, 0);
			transport.sendAsync(encodeJson(payload));
		};
		transport.onMessage = (payload) => session.payloads.push(payload);
		transport.onZombified = () => session.heard.push("zombified");
		transport.onDisconnected = (code, bySelf) => session.heard.push(`disconnected ${code ?? "none"} ${bySelf}`);
		open.push(session);
		return session;
	}

	const has = (session: Session, op: number) => session.payloads.some((payload) => payload.op === op);

	/** Starts and waits for Ready. */
	function startReady(options?: ServerOptions): Session {
		const session = start(options);
		session.transport._openSocket(`${session.server.url}/?v=8`);
		waitUntil("Ready", () => has(session, 2));
		return session;
	}

	afterEach(() => {
		for (const { transport, server } of open) {
			transport.forceClose();
			server.destroy();
		}
		open = [];
	});

	describe("connect", () => {
		it("should receive Hello and Ready and send heartbeats", () => {
			const { server, transport } = startReady({ heartbeatInterval: 50 });
			expect(transport.heartbeatInterval).to.equal(50);
			waitUntil("three heartbeats", () => server.stats().heartbeats >= 3);
			waitUntil("an ACK", () => transport.heartbeatPing !== undefined);
			expect((transport.heartbeatPing as number) < 5).to.equal(true);
		});

		it("should throw when the connection is refused", () => {
			const { server, transport, heard } = start();
			server.call("terminate");
			expect(() => transport._openSocket(`${server.url}/?v=8`)).to.throw();
			expect(transport.socketActive).to.equal(false);
			expect(heard.size()).to.equal(0);
		});

		it("should reject a client above the engine's limit until one closes", () => {
			const { server } = start();
			const clients: Array<WebSocketTransport> = [];
			const connect = () => {
				const client = new WebSocketTransport(new RecordingLogger());
				client._openSocket(`${server.url}/?v=8`);
				clients.push(client);
			};
			for (const _ of $range(1, MAX_CLIENTS)) connect();
			expect(connect).to.throw("close one before opening another");
			clients[0].forceClose();
			connect();
			for (const client of clients) client.forceClose();
		});
	});

	describe("messages", () => {
		it("should detect binary when the sequence looks like an opening brace", () => {
			const session = startReady({ firstSequence: 31488 });
			for (let index = 0; index < 20; index++) {
				session.server.session("sendBinaryToSession", 25, "IjEyMyI6");
				session.server.session("sendToSession", 5, { user_id: "1", ssrc: 2, speaking: 1 });
			}
			const numbered = () => session.payloads.filter((payload) => payload.seq !== undefined);
			waitUntil("40 messages", () => numbered().size() === 40);
			numbered().forEach((payload, index) => {
				expect(payload.seq).to.equal(31488 + index);
				expect(payload.op).to.equal(index % 2 === 0 ? 25 : 5);
			});
			expect(buffer.tostring(numbered()[0].d as buffer)).to.equal('"123":');
			expect(session.transport.malformedCount).to.equal(0);
		});

		it("should survive malformed messages", () => {
			const session = startReady();
			session.server.sendRaw("ew==", "text");
			session.server.sendRaw("bnVsbA==", "text");
			session.server.sendRaw("/w==", "binary");
			session.server.sendRaw("", "binary");
			session.server.session("sendToSession", 5, { user_id: "1", ssrc: 2, speaking: 1 });
			waitUntil("the message after", () => has(session, 5));
			expect(session.transport.malformedCount).to.equal(4);
		});

		it("should survive the server's WebSocket pings", () => {
			const session = startReady();
			for (const _ of $range(1, 3)) session.server.session("pingSession");
			session.server.session("sendToSession", 5, { user_id: "1", ssrc: 2, speaking: 1 });
			waitUntil("the message after", () => has(session, 5));
		});

		it("should answer the server's own heartbeat", () => {
			const session = startReady({ heartbeatInterval: 60_000 });
			session.server.session("requestHeartbeat");
			waitUntil("the heartbeat", () => session.server.stats().heartbeats === 1);
		});
	});

	describe("zombie", () => {
		it("should detect a zombie, close, and resume without loss", () => {
			const session = startReady({ heartbeatInterval: 60, firstSequence: 65530 });
			const { server, transport, heard, payloads } = session;
			transport.onZombified = () => {
				heard.push("zombified");
				transport.forceClose(4000);
			};
			server.session("sendToSession", 5, { user_id: "1", ssrc: 2, speaking: 1 });
			waitUntil("the first message", () => transport.sequenceAcknowledgement === 65530);
			server.session("setStopHeartbeatAcks", true);
			waitUntil("the zombie", () => heard.includes("disconnected 4000 true"));
			expect(heard.join(",")).to.equal("zombified,disconnected 4000 true");

			for (let index = 0; index < 12; index++) server.session("sendBinaryToSession", 27, "AAA=");
			server.session("setStopHeartbeatAcks", false);
			transport.isResuming = true;
			transport._openSocket(`${server.url}/?v=8`);
			waitUntil("Resumed and the replay", () => has(session, 9) && transport.sequenceAcknowledgement === 6);
			const sequences = payloads.filter(({ seq }) => seq !== undefined).map(({ seq }) => seq as number);
			expect(sequences.join(",")).to.equal("65530,65531,65532,65533,65534,65535,0,1,2,3,4,5,6");
			expect(server.stats().resumes).to.equal(1);
			expect(server.stats().replayed).to.equal(12);
		});
	});

	describe("close", () => {
		for (const code of CLOSE_CODES) {
			it(`should report one disconnect after ${code}, without the code`, () => {
				const { server, transport, heard } = startReady();
				server.session("disconnectSession", code);
				waitUntil("the end", () => heard.size() > 0);
				expect(heard.join(",")).to.equal("disconnected none false");
				expect(transport.socketActive).to.equal(false);
				expect(transport.socketThread).to.equal(undefined);
			});
		}

		it("should report one disconnect when the connection or the server dies", () => {
			for (const fault of ["dropSession", "terminate"]) {
				const { server, heard } = startReady();
				if (fault === "terminate") server.call(fault);
				else server.session(fault);
				waitUntil("the end", () => heard.size() > 0);
				expect(heard.join(",")).to.equal("disconnected none false");
			}
		});

		it("should close the server's connection on close", () => {
			const { server, transport, heard } = startReady();
			transport.forceClose(4000);
			waitUntil("the server's side", () => server.call("connectionCount") === 0);
			expect(heard.join(",")).to.equal("disconnected 4000 true");
		});
	});
};
