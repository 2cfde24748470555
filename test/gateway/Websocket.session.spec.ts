/// <reference types="@rbxts/testez/globals" />

import { WebsocketStatus } from "../../src/protocol/gateway/connectionState";
import { FakeNetwork } from "../support/FakeSocket";
import {
	BOT_ID,
	dispatch,
	FIRST_URL,
	Gateway,
	greet,
	HELLO,
	invalidSession,
	lose,
	makeGateway,
	opcodesOver,
	openGateway,
	READY,
	readyBody,
	RECONNECT,
	RESUME_URL,
	sentOver,
	SLOW_HELLO,
} from "../support/gatewayHarness";

/** Turns that are never granted. */
const neverTurns = (giveUp: () => void) => ({
	request() {
		return giveUp;
	},
});

export = () => {
	describe("identify", () => {
		it("should wait for its turn, and forget the session before", () => {
			const gateway = openGateway();
			gateway.socket.receive(dispatch("A", 7));
			lose(gateway, 4009);
			const second = greet(gateway);
			expect(gateway.websocket.status).to.equal("queued");
			expect(opcodesOver(second)).to.equal("");
			gateway.scheduler.advance(5.5);
			expect(opcodesOver(second)).to.equal("2");
			expect(gateway.websocket.inner().sessionIdentifier).to.equal(undefined);
			expect(gateway.websocket.inner().lastSequenceIdentifier).to.equal(undefined);
			second.receive(dispatch("READY", 1, readyBody([], "s2")));
			expect(gateway.websocket.inner().sessionIdentifier).to.equal("s2");
			expect(gateway.websocket.inner().lastSequenceIdentifier).to.equal(1);
		});

		it("should keep beating while it waits for its turn", () => {
			const gateway = makeGateway({ identifyTurns: neverTurns(() => {}) });
			gateway.websocket.connect();
			const socket = greet(gateway, HELLO);
			gateway.scheduler.advance(5);
			expect(opcodesOver(socket)).to.equal("1");
		});

		it("should give up its turn with the socket", () => {
			let givenUp = 0;
			const gateway = makeGateway({ identifyTurns: neverTurns(() => (givenUp += 1)) });
			gateway.websocket.connect();
			greet(gateway);
			lose(gateway);
			expect(givenUp).to.equal(1);
		});

		it("should contain a placeholder if the token is a Secret", () => {
			const gateway = makeGateway({ token: {} as unknown as Secret });
			gateway.websocket.connect();
			const [{ d }] = sentOver(greet(gateway));
			expect((d as { token: string }).token).to.equal("${secret:bot}");
		});
	});

	describe("resume", () => {
		it("should resume from the last sequence, and count missed dispatches", () => {
			const gateway = openGateway();
			const { websocket, socket, scheduler } = gateway;
			const sequences: Array<number> = [];
			const replays: Array<number> = [];
			websocket.onDispatch.Connect((_, __, sequence) => sequences.push(sequence!));
			websocket.onResumed.Connect((replayed) => replays.push(replayed));
			socket.receive(dispatch("A", 2));
			lose(gateway);
			const second = greet(gateway);
			expect(second.url).to.equal(RESUME_URL);
			second.receive(dispatch("A", 3));
			second.receive(dispatch("B", 4));
			expect(websocket.status).to.equal("resuming");
			second.receive(dispatch("RESUMED", 5, {}));
			second.receive(dispatch("C", 6));
			expect(sequences.join(",")).to.equal("2,3,4,5,6");
			expect(replays.join(",")).to.equal("2");
			expect(websocket.inner().lastResume).to.equal(scheduler.now());
			expect(websocket.inner().lastSequenceIdentifier).to.equal(6);
		});

		it("should accept sequence 0", () => {
			const gateway = openGateway({}, SLOW_HELLO, dispatch("READY", 0, readyBody()));
			lose(gateway);
			expect((sentOver(greet(gateway))[0].d as { seq: number }).seq).to.equal(0);
		});
	});

	/** What the server does not do, its deadline in seconds, the status meanwhile, and what the server did before. */
	const DEADLINES: ReadonlyArray<
		readonly [name: string, seconds: number, status: string, play: (gateway: Gateway) => void]
	> = [
		["an open socket", 11, "connecting", () => {}],
		["Hello", 12, "greeting", ({ network }) => network.socket().open()],
		["READY", 13, "identifying", (gateway) => greet(gateway)],
		[
			"RESUMED",
			14,
			"resuming",
			(gateway) => {
				greet(gateway).receive(READY);
				lose(gateway);
				greet(gateway);
			},
		],
	];

	describe("deadlines", () => {
		for (const [name, seconds, status, play] of DEADLINES) {
			it(`should not wait forever for ${name}`, () => {
				const gateway = makeGateway({ deadlines: { connect: 11, hello: 12, ready: 13, resumed: 14 } });
				gateway.websocket.connect();
				gateway.scheduler.advance(0);
				play(gateway);
				gateway.scheduler.advance(seconds - 0.1);
				expect(gateway.websocket.status).to.equal(status);
				gateway.scheduler.advance(0.2);
				expect(gateway.websocket.status).to.equal("waiting");
				expect(gateway.network.socket().closes.join(",")).to.equal("4200");
			});
		}
	});

	describe("op 1, 7 and 9", () => {
		/** Progress of the connection when the message comes. */
		const MOMENTS: ReadonlyArray<readonly [name: string, play: (gateway: Gateway) => void]> = [
			["before Hello", ({ network }) => network.socket().open()],
			["before READY", (gateway) => greet(gateway)],
			["in a session", (gateway) => greet(gateway).receive(READY)],
			[
				"before RESUMED",
				(gateway) => {
					greet(gateway).receive(READY);
					lose(gateway);
					greet(gateway);
				},
			],
		];
		for (const [name, play] of MOMENTS) {
			const start = () => {
				const gateway = makeGateway();
				gateway.websocket.connect();
				gateway.scheduler.advance(0);
				play(gateway);
				const socket = gateway.network.socket();
				socket.sent.clear();
				return { ...gateway, socket };
			};

			it(`should beat at once on request ${name}`, () => {
				const { socket } = start();
				socket.receive('{"op":1}');
				expect(opcodesOver(socket)).to.equal("1");
			});

			it(`should keep the session and reconnect on op 7 ${name}`, () => {
				const { socket, network, scheduler, websocket } = start();
				const count = network.sockets.size();
				const held = websocket.inner().sessionIdentifier;
				socket.receive(RECONNECT);
				expect(socket.closes.join(",")).to.equal("4200");
				scheduler.advance(10);
				expect(network.sockets.size()).to.equal(count + 1);
				expect(websocket.inner().sessionIdentifier).to.equal(held);
			});

			it(`should begin a new session at the first URL on op 9 ${name}`, () => {
				const gateway = start();
				gateway.socket.receive(invalidSession(false));
				expect(gateway.socket.closes.join(",")).to.equal("4200");
				gateway.scheduler.advance(0.99); // 1 to 5 s, as the docs ask
				expect(gateway.websocket.status).to.equal("waiting");
				gateway.scheduler.advance(9);
				const second = greet(gateway);
				gateway.scheduler.advance(6);
				expect(second.url).to.equal(FIRST_URL);
				expect(opcodesOver(second).find("2")[0]).to.be.ok();
			});
		}

		it("should resume after a resumable op 9", () => {
			const gateway = openGateway();
			gateway.socket.receive(invalidSession(true));
			gateway.scheduler.advance(3);
			const second = greet(gateway);
			expect(second.url).to.equal(RESUME_URL);
			expect(opcodesOver(second)).to.equal("6");
		});

		it("should fall back to Identify when Resume is refused", () => {
			const gateway = openGateway();
			lose(gateway);
			greet(gateway).receive(invalidSession(false));
			gateway.scheduler.advance(6);
			expect(opcodesOver(greet(gateway))).to.equal("2");
		});
	});

	describe("processPacket", () => {
		it("should return the event of a message that this package reads", () => {
			const { websocket } = openGateway();
			expect(websocket.processPacket({ op: 11 })?.kind).to.equal("acknowledged");
			expect(websocket.processPacket({ op: 0, t: "GUILD_CREATE", s: 2, d: { id: "1" } })?.kind).to.equal(
				"guildCreate",
			);
			expect(websocket.processPacket({ op: 0, t: "TYPING_START", s: 3 })).to.equal(undefined);
			expect(websocket.processPacket({ op: 77 })).to.equal(undefined);
		});

		it("should pass on every message, raw and typed, in order", () => {
			const { websocket, socket } = openGateway();
			const heard: Array<string> = [];
			websocket.onPayload.Connect(({ op }) => heard.push(`payload ${op}`));
			websocket.onDispatch.Connect((name) => heard.push(`dispatch ${name}`));
			websocket.onVoiceState.Connect(({ user_id }) => heard.push(`state ${user_id}`));
			websocket.onVoiceServer.Connect(({ guild_id }) => heard.push(`server ${guild_id}`));
			websocket.onGuildDelete.Connect(({ id }) => heard.push(`gone ${id}`));
			socket.receive(dispatch("VOICE_STATE_UPDATE", 2, { user_id: "9", session_id: "v" }));
			socket.receive(dispatch("VOICE_SERVER_UPDATE", 3, { guild_id: "8", token: "t" }));
			socket.receive(dispatch("GUILD_DELETE", 4, { id: "7" }));
			socket.receive('{"op":77}');
			expect(heard.join("|")).to.equal(
				"payload 0|dispatch VOICE_STATE_UPDATE|state 9|payload 0|dispatch VOICE_SERVER_UPDATE|server 8|" +
					"payload 0|dispatch GUILD_DELETE|gone 7|payload 77",
			);
		});

		it("should keep the sequence even if handlers fail", () => {
			const { websocket, socket, logger } = openGateway();
			websocket.onPayload.Connect(() => error("handler", 0));
			websocket.onDispatch.Connect(() => error("handler", 0));
			socket.receive(dispatch("A", 41));
			expect(websocket.inner().lastSequenceIdentifier).to.equal(41);
			expect(logger.count("threw: handler")).to.equal(2);
		});
	});

	describe("onPacket", () => {
		it("should log and skip malformed messages", () => {
			const { websocket, socket, logger } = openGateway();
			const odd = ['{"op":0,"t":"READY","d":5}', '{"op":0,"t":"GUILD_CREATE","d":{}}'];
			for (const message of ["", "{", "null", "5", '"a"', "[]", '{"op":"0"}', ...odd]) {
				socket.receive(message);
				expect(websocket.onPacket(message).getStatus()).to.equal("Resolved");
			}
			socket.receive(dispatch("READY", 5, {}));
			socket.receive(buffer.fromstring("\x00\xff"));
			expect(logger.count("skipped a malformed message") >= 16).to.equal(true);
			socket.receive(dispatch("A", 6));
			expect(websocket.inner().lastSequenceIdentifier).to.equal(6);
			expect(websocket.isConnected()).to.equal(true);
		});

		it("should ignore an invalid name, and keep the sequence", () => {
			const { websocket, socket, scheduler } = openGateway({}, HELLO);
			scheduler.advance(5);
			socket.receive('{"op":11,"t":5,"s":"x","d":{}}');
			expect(websocket.ping).to.equal(0);
			socket.receive('{"op":0,"t":5,"s":8}');
			expect(websocket.inner().lastSequenceIdentifier).to.equal(8);
		});

		it("should beat in Discord's usual interval if Hello has no interval", () => {
			for (const hello of ['{"op":10}', '{"op":10,"d":{"heartbeat_interval":"fast"}}']) {
				const { websocket, logger } = openGateway({}, hello);
				expect(websocket.inner().heartbeatInterval).to.equal(41_250);
				expect(logger.count("Hello has no interval, sending heartbeats every 41250 ms")).to.equal(1);
			}
		});

		it("should accept an empty READY, and identify after a loss", () => {
			const gateway = openGateway({}, SLOW_HELLO, dispatch("READY", 1, { v: 10 }));
			expect(gateway.websocket.userId).to.equal(undefined);
			expect(gateway.websocket.hasSession()).to.equal(false);
			expect(gateway.logger.count("READY has no session ID, so the session cannot be resumed")).to.equal(1);
			gateway.scheduler.advance(6);
			lose(gateway);
			expect(opcodesOver(greet(gateway))).to.equal("2");
		});

		it("should keep the bot's ID if a later READY omits it", () => {
			const gateway = openGateway();
			lose(gateway, 4009);
			const second = greet(gateway);
			gateway.scheduler.advance(6);
			second.receive(dispatch("READY", 1, { session_id: "s2" }));
			expect(gateway.websocket.userId).to.equal(BOT_ID);
			expect(gateway.websocket.hasSession()).to.equal(true);
		});

		for (const url of ["null", '""', "5", '"https://other.example"', '"/"', "{}"]) {
			it(`should resume at the first URL if READY has ${url}`, () => {
				const ready = `{"op":0,"t":"READY","s":1,"d":{"session_id":"s1","resume_gateway_url":${url}}}`;
				const gateway = openGateway({}, SLOW_HELLO, ready);
				lose(gateway);
				const second = greet(gateway);
				expect(second.url).to.equal(FIRST_URL);
				expect(opcodesOver(second)).to.equal("6");
			});
		}

		it("should log unexpected READY and RESUMED, and stay", () => {
			const { websocket, socket, logger } = openGateway();
			socket.receive(dispatch("READY", 5, readyBody([], "other")));
			socket.receive(dispatch("RESUMED", 6));
			expect(websocket.inner().sessionIdentifier).to.equal("s1");
			expect(logger.count("unexpected ")).to.equal(2);
		});
	});

	describe("expectedGuilds", () => {
		it("should contain the guilds of READY until they arrive", () => {
			const { websocket, socket } = openGateway({}, SLOW_HELLO, dispatch("READY", 1, readyBody(["1", "2"])));
			const missing: Array<string> = [];
			websocket.onGuilds.Connect((ids) => missing.push(`[${ids.join(",")}]`));
			expect(websocket.expectedGuilds.size()).to.equal(2);
			expect(websocket.userId).to.equal(BOT_ID);
			socket.receive(dispatch("GUILD_CREATE", 2, { id: "1" }));
			socket.receive(dispatch("GUILD_CREATE", 3, { id: "9" }));
			expect(missing.join("")).to.equal("");
			socket.receive(dispatch("GUILD_DELETE", 4, { id: "2", unavailable: true }));
			expect(missing.join("")).to.equal("[]");
			expect(websocket.expectedGuilds.size()).to.equal(0);
		});

		it("should not be waited for forever", () => {
			const { websocket, scheduler } = openGateway({}, SLOW_HELLO, dispatch("READY", 1, readyBody(["1", "2"])));
			const missing: Array<number> = [];
			websocket.onGuilds.Connect((ids) => missing.push(ids.size()));
			scheduler.advance(15);
			expect(missing.join(",")).to.equal("2");
		});

		it("should be waited for again after a resume", () => {
			const gateway = openGateway({}, SLOW_HELLO, dispatch("READY", 1, readyBody(["1", "2"])));
			const missing: Array<string> = [];
			gateway.websocket.onGuilds.Connect((ids) => missing.push(ids.join(",")));
			gateway.scheduler.advance(14);
			lose(gateway);
			const second = greet(gateway);
			second.receive(dispatch("GUILD_CREATE", 2, { id: "1" }));
			second.receive(dispatch("RESUMED", 3));
			gateway.scheduler.advance(14);
			expect(missing.size()).to.equal(0);
			gateway.scheduler.advance(2);
			expect(missing.join("|")).to.equal("2");
		});

		it("should end the wait at once if READY lists none", () => {
			const gateway = makeGateway();
			let heard = 0;
			gateway.websocket.onGuilds.Connect(() => (heard += 1));
			gateway.websocket.connect();
			greet(gateway).receive(READY);
			expect(heard).to.equal(1);
		});
	});

	describe("setSessionIdentifier", () => {
		it("should resume a session of an earlier run", () => {
			const gateway = makeGateway();
			gateway.websocket.setSessionIdentifier("old", 12);
			gateway.websocket.connect();
			const [{ op, d }] = sentOver(greet(gateway));
			const { session_id, seq } = d as { session_id: string; seq: number };
			expect(`${op} ${session_id} ${seq}`).to.equal("6 old 12");
		});

		it("should begin a new session with an empty ID", () => {
			const gateway = openGateway();
			gateway.websocket.setSessionIdentifier("");
			gateway.scheduler.advance(6);
			lose(gateway);
			expect(opcodesOver(greet(gateway))).to.equal("2");
		});
	});

	describe("setStatus", () => {
		it("should follow the table, and reject any other status", () => {
			const { websocket, statuses } = makeGateway(undefined, new FakeNetwork());
			websocket.setStatus(WebsocketStatus.Connecting);
			expect(statuses.join(",")).to.equal("connecting");
			expect(() => websocket.setStatus(WebsocketStatus.Ready)).to.throw("cannot go from connecting to ready");
			expect(websocket.status).to.equal("connecting");
		});
	});

	describe("handlers", () => {
		it("should all see signals in the same order", () => {
			const gateway = makeGateway();
			const heard: Array<string> = [];
			for (const name of ["a", "b"]) {
				gateway.websocket.onReady.Connect(() => {
					heard.push(`ready ${name}`);
					gateway.websocket.close();
				});
				gateway.websocket.onClosed.Connect(() => heard.push(`closed ${name}`));
			}
			gateway.websocket.connect();
			greet(gateway).receive(READY);
			expect(heard.size()).to.equal(4);
			expect(heard[1].find("ready")[0]).to.be.ok();
			expect(heard[2].find("closed")[0]).to.be.ok();
		});
	});
};
