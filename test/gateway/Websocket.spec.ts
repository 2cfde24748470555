/// <reference types="@rbxts/testez/globals" />

import { WebsocketStatus } from "../../src/protocol/gateway/connectionState";
import { SocketFactory, SocketOptions } from "../../src/socket/SocketAdapter";
import { expectNoYield } from "../support/expectNoYield";
import { FakeMainGateway } from "../support/FakeMainGateway";
import { FakeNetwork } from "../support/FakeSocket";
import {
	dispatch,
	DOMAIN,
	FIRST_URL,
	greet,
	lose,
	makeGateway,
	opcodesOver,
	openGateway,
	OpenWebsocket,
	READY,
	RESUME_URL,
	sentOver,
	SLOW_HELLO,
} from "../support/gatewayHarness";

const RESUMED = dispatch("RESUMED", 3);

export = () => {
	describe("connect", () => {
		it("should identify after Hello, and be ready at READY", () => {
			const gateway = makeGateway({ shard: [2, 3] });
			expectNoYield(() => gateway.websocket.connect());
			const socket = greet(gateway);
			expect(socket.url).to.equal(FIRST_URL);
			expect(opcodesOver(socket)).to.equal("2");
			const [{ d }] = sentOver(socket);
			const { token, intents, shard } = d as { token: string; intents: number; shard: Array<number> };
			expect(token).to.equal("bot-token");
			expect(intents).to.equal(1);
			expect(shard.join(",")).to.equal("2,3");
			expect(gateway.websocket.isConnecting()).to.equal(true);
			socket.receive(READY);
			expect(gateway.statuses.join(",")).to.equal("connecting,greeting,queued,identifying,ready");
			expect(gateway.websocket.isConnected()).to.equal(true);
			expect(gateway.websocket.isConnecting()).to.equal(false);
			expect(gateway.websocket.isClosed()).to.equal(false);
		});

		it("should do nothing while it opens or is open", () => {
			const { websocket, network, scheduler } = openGateway();
			websocket.connect();
			scheduler.advance(1);
			expect(network.sockets.size()).to.equal(1);
		});

		it("should end a wait early", () => {
			const gateway = makeGateway();
			gateway.websocket.connect();
			gateway.scheduler.advance(0);
			lose(gateway);
			expect(gateway.websocket.status).to.equal("waiting");
			gateway.websocket.connect();
			gateway.scheduler.advance(0);
			expect(gateway.network.sockets.size()).to.equal(2);
		});

		it("should open again after a close, and resume if the session was kept", () => {
			const gateway = openGateway();
			gateway.websocket.close(4200);
			expect(gateway.socket.closes.join(",")).to.equal("4200");
			gateway.websocket.connect();
			const second = greet(gateway);
			expect(second.url).to.equal(RESUME_URL);
			expect(opcodesOver(second)).to.equal("6");
		});

		it("should begin a new session after a close that ended the last", () => {
			const gateway = openGateway();
			gateway.scheduler.advance(6); // the turn to identify is back
			gateway.websocket.close();
			gateway.websocket.connect();
			const second = greet(gateway);
			expect(second.url).to.equal(FIRST_URL);
			expect(opcodesOver(second)).to.equal("2");
		});
	});

	describe("close", () => {
		it("should end in any status, once, with no timer left", () => {
			const plays: ReadonlyArray<(gateway: ReturnType<typeof makeGateway>) => void> = [
				() => {},
				({ websocket }) => websocket.connect(),
				(gateway) => {
					gateway.websocket.connect();
					greet(gateway);
				},
				(gateway) => {
					gateway.websocket.connect();
					greet(gateway).receive(READY);
				},
				(gateway) => {
					gateway.websocket.connect();
					gateway.scheduler.advance(0);
					lose(gateway);
				},
			];
			for (const play of plays) {
				const gateway = makeGateway();
				play(gateway);
				expectNoYield(() => gateway.websocket.close(4001));
				gateway.websocket.close(1000);
				gateway.scheduler.advance(0);
				expect(gateway.closures.join("|")).to.equal("owner 4001");
				expect(gateway.websocket.isClosed()).to.equal(true);
				expect(gateway.scheduler.sleeperCount()).to.equal(0);
			}
		});

		it("should reject an invalid close code", () => {
			const { websocket } = openGateway();
			expect(() => websocket.close(1006)).to.throw("close code");
			expect(websocket.isConnected()).to.equal(true);
		});

		it("should fire onClosed last, and allow connect inside it", () => {
			const gateway = openGateway();
			const heard: Array<string> = [];
			gateway.websocket.onStatusChanged.Connect((status) => heard.push(status));
			gateway.websocket.onClosed.Connect(() => {
				heard.push("closed!");
				gateway.websocket.connect();
			});
			gateway.websocket.close();
			expect(heard.join(",")).to.equal("closed,closed!,connecting");
		});
	});

	describe("closeAsync", () => {
		it("should resolve when the socket is closed", () => {
			const { websocket, scheduler } = openGateway();
			const closed = websocket.closeAsync(1000);
			expect(closed.getStatus()).to.equal("Started");
			scheduler.advance(0);
			expect(closed.getStatus()).to.equal("Resolved");
			expect(websocket.closeAsync().getStatus()).to.equal("Resolved");
		});
	});

	describe("reconnect", () => {
		it("should drop the socket with a code that keeps the session, and resume at once", () => {
			const gateway = openGateway();
			gateway.socket.receive(dispatch("MESSAGE_CREATE", 2, {}));
			gateway.websocket.reconnect();
			expect(gateway.socket.closes.join(",")).to.equal("4200");
			const second = greet(gateway);
			const [{ d }] = sentOver(second);
			const { session_id, seq, token } = d as { session_id: string; seq: number; token: string };
			expect(`${session_id} ${seq} ${token}`).to.equal("s1 2 bot-token");
			second.receive(RESUMED);
			expect(gateway.websocket.isConnected()).to.equal(true);
		});

		it("should open a connection that is closed", () => {
			const { websocket } = makeGateway();
			websocket.reconnect();
			expect(websocket.status).to.equal("connecting");
		});
	});

	describe("terminate", () => {
		it("should drop the socket without a code, and resume on a new one", () => {
			const gateway = openGateway();
			gateway.websocket.terminate();
			expect(gateway.socket.closes.join(",")).to.equal("none");
			expect(opcodesOver(greet(gateway))).to.equal("6");
			expect(makeGateway().websocket.status).to.equal("idle");
		});

		it("should do nothing else on a closed connection", () => {
			const { websocket, closures } = makeGateway();
			websocket.terminate();
			expect(websocket.status).to.equal("idle");
			expect(closures.size()).to.equal(0);
		});
	});

	describe("preventReconnect", () => {
		it("should make the next loss end the connection, until it is revoked", () => {
			const gateway = openGateway();
			gateway.websocket.preventReconnect();
			expect(gateway.websocket.inner().doNotReconnect).to.equal(true);
			lose(gateway, 4000);
			expect(gateway.closures.join("|")).to.equal("notReconnecting 4000");
			gateway.websocket.preventReconnect(false);
			gateway.websocket.connect();
			greet(gateway).receive(RESUMED);
			lose(gateway, 4000);
			expect(gateway.websocket.isConnecting()).to.equal(true);
		});
	});

	describe("generateURL", () => {
		it("should return the resume URL while it works, else the first URL", () => {
			const gateway = openGateway();
			expect(gateway.websocket.generateURL()).to.equal(RESUME_URL);
			lose(gateway);
			gateway.scheduler.advance(0);
			expect(gateway.network.socket().url).to.equal(RESUME_URL);
			lose(gateway); // it never opened
			gateway.scheduler.advance(1);
			expect(gateway.network.socket().url).to.equal(FIRST_URL);
			expect(opcodesOver(greet(gateway))).to.equal("6");
		});

		it("should return the first URL if READY has no valid one", () => {
			const gateway = openGateway({}, SLOW_HELLO, READY.gsub("wss://resume.example", "/")[0]);
			expect(gateway.websocket.generateURL()).to.equal(FIRST_URL);
		});
	});

	describe("init", () => {
		it("should ignore late events of the last socket", () => {
			const gateway = openGateway();
			const { socket, websocket } = gateway;
			socket.answersClose = false;
			websocket.reconnect();
			const second = greet(gateway);
			second.receive(RESUMED);
			socket.receive(dispatch("MESSAGE_CREATE", 99, {}));
			socket.end(4004);
			gateway.scheduler.advance(0);
			expect(websocket.inner().lastSequenceIdentifier).to.equal(3);
			expect(websocket.isConnected()).to.equal(true);
		});
	});

	describe("cleanup", () => {
		it("should release the socket and every timer but the next attempt", () => {
			const { websocket, scheduler } = openGateway();
			websocket.cleanup();
			expect(websocket.ws).to.equal(undefined);
			expect(scheduler.sleeperCount()).to.equal(0);
			expect(websocket.inner().lastHeartbeatAcked).to.equal(true);
		});
	});

	describe("onOpen", () => {
		it("should reject ETF on a socket that sends only text", () => {
			const network = new FakeNetwork({ binary: false, closeCode: false });
			const gateway = makeGateway({ encoding: "etf" }, network);
			gateway.websocket.connect();
			gateway.scheduler.advance(0);
			network.socket().open();
			expect(gateway.closures.join("|")).to.equal("unsupported none");
			gateway.scheduler.advance(0);
			expect(gateway.scheduler.sleeperCount()).to.equal(0);
		});
	});

	describe("onClose", () => {
		/** Written by hand: close code of the server, and the first opcode of the second socket, or the end. */
		const CODES: ReadonlyArray<readonly [code: number | undefined, outcome: string]> = [
			[undefined, "6"],
			[1000, "6"],
			[1001, "6"],
			[4000, "6"],
			[4001, "6"],
			[4002, "6"],
			[4003, "2"],
			[4004, "closed 4004"],
			[4005, "2"],
			[4007, "2"],
			[4008, "6"],
			[4009, "2"],
			[4010, "closed 4010"],
			[4011, "closed 4011"],
			[4012, "closed 4012"],
			[4013, "closed 4013"],
			[4014, "closed 4014"],
			[4999, "6"],
		];
		for (const [code, outcome] of CODES) {
			it(`should end with ${outcome} after ${code ?? "no close frame"}`, () => {
				const gateway = openGateway();
				gateway.scheduler.advance(6); // the turn to identify is back
				lose(gateway, code);
				if (gateway.websocket.isClosed()) {
					expect(gateway.closures.join("|")).to.equal(outcome);
					expect(gateway.scheduler.sleeperCount()).to.equal(0);
					return;
				}
				expect(opcodesOver(greet(gateway))).to.equal(outcome);
			});
		}

		it("should resolve, and take 1006 for no code", () => {
			const { websocket, statuses } = openGateway();
			expect(websocket.onClose(1006).getStatus()).to.equal("Resolved");
			expect(statuses.join(",")).to.equal("connecting,greeting,queued,identifying,ready,waiting,connecting");
		});

		it("should back off, and forget failures only after a stable session", () => {
			const gateway = openGateway();
			const { scheduler, network, websocket } = gateway;
			scheduler.advance(9.9); // not stable yet
			lose(gateway);
			greet(gateway).receive(RESUMED); // the first attempt is made at once
			lose(gateway);
			expect(websocket.status).to.equal("waiting");
			scheduler.advance(0.99); // half of 2 s
			expect(network.sockets.size()).to.equal(2);
			scheduler.advance(0.02);
			greet(gateway).receive(RESUMED);
			scheduler.advance(10);
			lose(gateway);
			greet(gateway);
			expect(network.sockets.size()).to.equal(4);
		});

		it("should give up when Identify fails repeatedly", () => {
			const gateway = makeGateway();
			gateway.websocket.connect();
			let identifies = 0;
			while (!gateway.websocket.isClosed()) {
				gateway.scheduler.advance(60);
				const socket = greet(gateway);
				identifies += sentOver(socket)
					.filter(({ op }) => op === 2)
					.size();
				lose(gateway);
			}
			expect(identifies).to.equal(11);
			expect(gateway.closures.join("|")).to.equal("refused none");
		});
	});

	describe("signals", () => {
		it("should isolate handlers that throw or yield, and name the signal", () => {
			const gateway = makeGateway();
			const heard: Array<string> = [];
			gateway.websocket.onStatusChanged.Connect(() => error("mine", 0));
			gateway.websocket.onStatusChanged.Connect(() => coroutine.yield());
			gateway.websocket.onStatusChanged.Connect((status) => heard.push(status));
			gateway.websocket.connect();
			gateway.websocket.close();
			expect(heard.join(",")).to.equal("connecting,closed");
			expect(gateway.logger.count("onStatusChanged threw: mine")).to.equal(2);
		});
	});

	describe("constructor", () => {
		it("should reject invalid options at once", () => {
			expect(() => new OpenWebsocket({ token: "t", intents: 1 }, "")).to.throw("must name a host");
			const activities = [{ name: string.rep("a", 5000), type: 0 }];
			const presence = { status: "online", activities, afk: false } as const;
			expect(() => new OpenWebsocket({ token: "t", intents: 1, presence }, DOMAIN)).to.throw("4096 bytes");
			expect(() => new OpenWebsocket({ token: "t", intents: 1, deadlines: { hello: 0 } }, DOMAIN)).to.throw(
				"hello",
			);
		});

		it("should reject options at the wrong level, with advice", () => {
			const client = { token: "t", intents: 1 };
			for (const [name, instead] of [
				["createSocket", "environment: { createSocket }"],
				["scheduler", "environment: { scheduler }"],
				["maxAttempts", "limits: { maxAttempts }"],
				["voice", "joinVoiceChannel(manager, { guildId, channelId, voice })"],
			] as const) {
				expect(() => new OpenWebsocket({ ...client, [name]: {} }, DOMAIN)).to.throw(
					`no option ${name}: write ${instead}`,
				);
			}
		});

		it("should send its headers with each handshake", () => {
			const network = new FakeNetwork();
			const { scheduler } = new FakeMainGateway();
			const headers = { "User-Agent": "DiscordBot (test, 1)" };
			let seen: SocketOptions | undefined;
			const createSocket: SocketFactory = (url, listener, options) => {
				seen = options;
				return network.createSocket(url, listener, options);
			};
			const environment = { createSocket, scheduler };
			new OpenWebsocket({ token: "t", intents: 1, headers, environment }, DOMAIN).connect();
			scheduler.advance(0);
			expect(seen?.headers?.["User-Agent"]).to.equal("DiscordBot (test, 1)");
			const bad = { "User Agent": "a" };
			expect(() => new OpenWebsocket({ token: "t", intents: 1, headers: bad }, DOMAIN)).to.throw("header");
		});

		it("should show its client, domain and URL", () => {
			const { websocket } = makeGateway();
			expect(websocket.domain).to.equal(DOMAIN);
			expect(websocket.url).to.equal(FIRST_URL);
			expect(websocket.client.intents).to.equal(1);
			expect(websocket.status).to.equal(WebsocketStatus.Idle);
			expect(websocket.isClosed()).to.equal(true);
		});

		it("should never log the token", () => {
			const gateway = openGateway({ token: "the-secret" });
			lose(gateway, 4004);
			expect(gateway.logger.count("the-secret")).to.equal(0);
		});
	});
};
