/// <reference types="@rbxts/testez/globals" />

import { ConnectionState } from "../../src/protocol/voice/connectionState";
import { rejection } from "../support/rejection";
import { accept, bodyOf, makeCarried, makeVoice, opcodes, READY, RESUMED, SLOW_HELLO } from "../support/voiceHarness";

type Voice = ReturnType<typeof makeVoice>;

export = () => {
	describe("encryption", () => {
		it("should name the channel to the relay, and report encryption", () => {
			const { network, connection } = makeCarried();
			const seen: Array<string> = [];
			connection.onEncryptionChanged.Connect((encryption) => {
				expect(encryption).to.equal(connection.encryption);
				seen.push(encryption.kind === "active" ? `active ${encryption.epoch}` : encryption.kind);
			});
			expect(connection.encryption.kind).to.equal("none");
			connection.connectAsync();
			const socket = accept(network);
			expect(bodyOf(socket).channel_id).to.equal("c1");
			expect(bodyOf(socket).max_dave_protocol_version).to.equal(0);
			socket.options?.carriage?.onDave?.({ state: "pending", version: 1 });
			socket.options?.carriage?.onDave?.({ state: "active", version: 1, epoch: 1, code: "1" });
			socket.options?.carriage?.onDave?.({ state: "active", version: 1, epoch: 1, code: "1" });
			socket.options?.carriage?.onDave?.({ state: "active", version: 1, epoch: 2, code: "2" });
			expect(seen.join(",")).to.equal("pending,active 1,active 2");
		});

		it("should keep encryption over a resume, not over a new session", () => {
			const { network, connection, scheduler } = makeCarried();
			connection.connectAsync();
			const first = accept(network);
			first.options?.carriage?.onDave?.({ state: "active", version: 1, epoch: 1, code: "1" });
			first.end();
			scheduler.advance(0);
			const second = accept(network, RESUMED);
			expect(connection.encryption.kind).to.equal("active");
			expect(bodyOf(second).encrypted).to.equal(true);
			second.end(4006, "relay: encryption of this session is not known here");
			expect(connection.encryption.kind).to.equal("none");
			scheduler.advance(2);
			const third = network.socket();
			third.open();
			expect(opcodes(third)).to.equal("0");
			expect(bodyOf(third).channel_id).to.equal("c2");
		});

		it("should resume an unencrypted session as before", () => {
			const { network, connection, scheduler } = makeCarried();
			connection.connectAsync();
			accept(network).end();
			scheduler.advance(0);
			expect(bodyOf(accept(network, RESUMED)).encrypted).to.equal(undefined);
		});

		it("should begin another session if no relay carries the encrypted one", () => {
			const { network, connection, scheduler, closures, states } = makeCarried();
			connection.connectAsync();
			const first = accept(network);
			first.options?.carriage?.onDave?.({ state: "pending", version: 1 });
			network.capabilities = { binary: true, closeCode: true };
			first.end();
			scheduler.advance(0);
			const second = network.socket();
			second.open();
			expect(opcodes(second)).to.equal("");
			expect(second.closes.join(",")).to.equal("4000");
			expect(connection.encryption.kind).to.equal("none");
			expect(states[states.size() - 1]).to.equal("waiting");
			scheduler.advance(1);
			const third = network.socket();
			third.open();
			expect(opcodes(third)).to.equal("0");
			expect(bodyOf(third).token).to.equal("token-2");
			third.end(4017, "E2EE/DAVE protocol required");
			expect(closures.join("|")).to.equal("daveRequired 4017");
		});

		it("should clear encryption before the session end is signalled", () => {
			const ends: ReadonlyArray<(voice: Voice) => void> = [
				({ connection }) => connection.forceClose(1000),
				({ source }) => source.giveServer(0),
				({ source }) => source.giveState("s1"),
				({ network }) => network.socket().end(4014),
				({ network }) => network.socket().end(4009),
				({ source }) => source.givePair(),
			];
			for (const over of ends) {
				const voice = makeCarried();
				const { network, connection } = voice;
				connection.connectAsync();
				accept(network).options?.carriage?.onDave?.({ state: "active", version: 1, epoch: 1, code: "1" });
				const seen: Array<string> = [];
				connection.onStateChanged.Connect(() => seen.push(connection.encryption.kind));
				over(voice);
				expect(seen[0]).to.equal("none");
			}
		});

		it("should hint at DAVE in Studio, where no close code is visible", () => {
			const { network, connection, scheduler } = makeCarried();
			network.capabilities = { binary: false, closeCode: false };
			const opened = connection.connectAsync();
			// By hand: half of 1, 2, 4, 8, 16 and 30 seconds, and then it gives up.
			for (const delay of [0.5, 1, 2, 4, 8, 15, 0]) {
				const socket = network.socket();
				socket.open();
				socket.end();
				scheduler.advance(delay);
			}
			const reason = rejection(opened) as string;
			expect(reason.find("gave up after 6 attempts", 1, true)[0]).to.be.ok();
			expect(reason.find("use a relay that offers it", 1, true)[0]).to.be.ok();
		});

		it("should not name the channel otherwise, and end with 4017", () => {
			const { network, connection, closures } = makeVoice();
			const opened = connection.connectAsync();
			const socket = network.socket();
			socket.open();
			expect(bodyOf(socket).channel_id).to.equal(undefined);
			socket.end(4017, "E2EE/DAVE protocol required");
			expect(closures.join("|")).to.equal("daveRequired 4017");
			expect((rejection(opened) as string).find("use a relay that offers it", 1, true)[0]).to.be.ok();
		});
	});

	describe("recovery", () => {
		it("should replace a zombied socket, and resume with the sequence", () => {
			const { network, scheduler, connection, states } = makeVoice();
			connection.connectAsync();
			const first = accept(network);
			first.receive('{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1},"seq":41}');
			let resumes = 0;
			connection.onResumed.Connect(() => (resumes += 1));
			scheduler.advance(15); // the first beat at 5 s, jittered, is never acknowledged
			expect(first.closes.join(",")).to.equal("4000");
			expect(states.join(",")).to.equal("signalling,connecting,identifying,ready,waiting,connecting");
			const second = accept(network, RESUMED);
			expect(opcodes(second)).to.equal("7");
			expect(bodyOf(second).seq_ack).to.equal(41);
			expect(bodyOf(second).user_id).to.equal(undefined);
			expect(resumes).to.equal(1);
			expect(connection.state).to.equal("ready");
		});

		it("should back off between attempts, and give up after the last", () => {
			const { network, scheduler, connection, closures } = makeVoice();
			const opened = connection.connectAsync();
			// By hand: half of 1, 2, 4, 8, 16 and 30 seconds.
			for (const delay of [0.5, 1, 2, 4, 8, 15]) {
				const count = network.sockets.size();
				network.socket().end(undefined, "refused");
				scheduler.advance(delay - 0.01);
				expect(network.sockets.size()).to.equal(count);
				scheduler.advance(0.01);
				expect(network.sockets.size()).to.equal(count + 1);
			}
			network.socket().end(undefined, "refused");
			expect(closures.join("|")).to.equal("unreachable none");
			const reason = "gave up after 6 attempts; the last: refused (close code none)";
			expect(rejection(opened)).to.equal(reason);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should end with the reason of the last close", () => {
			const { network, scheduler, connection } = makeVoice();
			const opened = connection.connectAsync();
			for (const delay of [0.5, 1, 2, 4, 8, 15, 0]) {
				network.socket().open();
				network.socket().end(1013, "relay: too many encrypted sessions");
				scheduler.advance(delay);
			}
			expect((rejection(opened) as string).find(": relay: too many encrypted sessions", 1, true)[0]).to.be.ok();
		});

		it("should give the reason and the delay with its state", () => {
			const { network, connection } = makeVoice();
			const details: Array<string> = [];
			connection.onStateChanged.Connect((state, detail) => details.push(`${state}: ${detail ?? ""}`));
			connection.connectAsync().catch(() => {});
			network.socket().end(undefined, "refused");
			connection.forceClose();
			expect(details.join("|")).to.equal(
				"signalling: |connecting: |waiting: refused; next attempt in 0.5 s|closed: closed by its owner",
			);
		});

		it("should resume at once without a timer", () => {
			const { network, scheduler, connection } = makeVoice();
			connection.connectAsync();
			const socket = accept(network, READY, SLOW_HELLO);
			const { waitCount } = scheduler;
			socket.end();
			expect(network.sockets.size()).to.equal(2);
			expect(scheduler.waitCount).to.equal(waitCount + 1); // for the socket to open
		});

		it("should forget failures only after a stable session", () => {
			const { network, scheduler, connection, states } = makeVoice();
			connection.connectAsync();
			accept(network, READY, SLOW_HELLO).end();
			scheduler.advance(0);
			expect(network.sockets.size()).to.equal(2);
			accept(network, RESUMED, SLOW_HELLO);
			scheduler.advance(9.9);
			network.socket().end();
			scheduler.advance(0.9); // the second in a row waits
			expect(network.sockets.size()).to.equal(2);
			scheduler.advance(0.1);
			accept(network, RESUMED, SLOW_HELLO);
			scheduler.advance(10);
			network.socket().end();
			scheduler.advance(0);
			expect(network.sockets.size()).to.equal(4);
			expect(states[states.size() - 1]).to.equal("connecting");
		});
	});

	/** The missing answer, the seconds until its deadline, the state meanwhile, and the answers before it. */
	const DEADLINES: ReadonlyArray<
		readonly [name: string, seconds: number, state: ConnectionState, play: (voice: Voice) => void]
	> = [
		["an open socket", 11, "connecting", () => {}],
		[
			"Hello",
			12,
			"ready",
			({ network }) => {
				network.socket().open();
				network.socket().receive(READY);
			},
		],
		[
			"Ready",
			13,
			"identifying",
			({ network }) => {
				network.socket().open();
				network.socket().receive(SLOW_HELLO);
			},
		],
		[
			"Resumed",
			14,
			"resuming",
			({ network, scheduler }) => {
				accept(network, READY, SLOW_HELLO).end();
				scheduler.advance(0);
				network.socket().open();
				network.socket().receive(SLOW_HELLO);
			},
		],
	];

	describe("deadlines", () => {
		for (const [name, seconds, state, play] of DEADLINES) {
			it(`should not wait indefinitely for ${name}`, () => {
				const voice = makeVoice({ deadlines: { connect: 11, hello: 12, ready: 13, resumed: 14 } });
				const { network, scheduler, connection } = voice;
				connection.connectAsync();
				play(voice);
				const socket = network.socket();
				scheduler.advance(seconds - 0.1);
				expect(connection.state).to.equal(state);
				expect(socket.closes.size()).to.equal(0);
				scheduler.advance(0.1);
				expect(socket.closes.join(",")).to.equal("4000");
				scheduler.advance(2);
				expect(network.socket()).never.to.equal(socket);
				accept(network, READY, SLOW_HELLO);
				scheduler.advance(60);
				expect(connection.state).to.equal("ready");
			});
		}

		it("should not expect Hello from a dropped socket", () => {
			const { network, scheduler, source, connection } = makeVoice();
			connection.connectAsync();
			network.socket().open();
			source.giveServer(0);
			scheduler.advance(59.9);
			expect(connection.state).to.equal("signalling");
			source.giveServer(2);
			accept(network, READY, SLOW_HELLO);
			expect(connection.state).to.equal("ready");
			expect(network.sockets.size()).to.equal(2);
		});

		it("should count each Hello for its own socket", () => {
			const { network, scheduler, connection } = makeVoice();
			connection.connectAsync();
			const first = network.socket();
			first.open();
			first.end();
			scheduler.advance(0.5);
			accept(network, READY, SLOW_HELLO);
			scheduler.advance(60);
			expect(connection.state).to.equal("ready");
			expect(network.sockets.size()).to.equal(2);
		});
	});

	describe("optional fields", () => {
		it("should be ready without any field of Ready", () => {
			const { network, connection } = makeVoice();
			connection.connectAsync();
			accept(network, '{"op":2,"d":{"ip":null}}');
			expect(connection.state).to.equal("ready");
			expect(connection.ssrc).to.equal(undefined);
		});

		it("should not accept a Hello without an interval", () => {
			const { network, scheduler, connection } = makeVoice();
			connection.connectAsync();
			const socket = accept(network, READY, '{"op":8,"d":{}}');
			scheduler.advance(10);
			expect(socket.closes.join(",")).to.equal("4000");
		});

		it("should accept an ACK without a nonce", () => {
			const { network, scheduler, connection } = makeVoice();
			connection.connectAsync();
			const socket = accept(network); // beats at 5 s, 15 s, …
			for (const _ of $range(1, 6)) {
				scheduler.advance(10);
				socket.receive('{"op":6,"d":null}');
			}
			expect(network.sockets.size()).to.equal(1);
			expect(connection.state).to.equal("ready");
		});
	});

	describe("credentials", () => {
		it("should ignore the source once it is closed", () => {
			const { network, source, connection, logger } = makeVoice();
			connection.connectAsync();
			accept(network);
			connection.forceClose();
			const lines = logger.lines.size();
			source.givePair();
			source.giveServer(0);
			expect(logger.lines.size()).to.equal(lines);
			expect(network.sockets.size()).to.equal(1);
		});

		it("should request credentials again, and give up after its attempts", () => {
			const { network, scheduler, source, connection, closures } = makeVoice();
			source.answers = false;
			const opened = connection.connectAsync();
			scheduler.advance(9.9);
			expect(connection.state).to.equal("signalling");
			scheduler.advance(0.1);
			expect(connection.state).to.equal("waiting");
			scheduler.advance(200);
			expect(source.requestCount).to.equal(7);
			expect(closures.join("|")).to.equal("unreachable none");
			expect(tostring(rejection(opened)).find("the channel may be full", 1, true)[0]).to.be.ok();
			expect(network.sockets.size()).to.equal(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should end with both reasons if the source has no credentials", () => {
			const { network, scheduler, source, connection, closures } = makeVoice();
			connection.connectAsync().catch(() => {});
			const socket = accept(network);
			source.request = () => error("no main gateway", 0);
			let reason = "";
			connection.onClosed.Connect((closure) => (reason = closure.reason));
			socket.end(4006);
			scheduler.advance(0);
			expect(closures.join("|")).to.equal("noCredentials 4006");
			expect(reason).to.equal("no main gateway (close code 4006)");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should not pair an old half with requested ones", () => {
			const { network, scheduler, source, connection } = makeVoice();
			connection.connectAsync().catch(() => {});
			const socket = accept(network);
			source.answers = false;
			socket.end(4006);
			scheduler.advance(0);
			source.giveServer(2);
			expect(connection.state).to.equal("signalling");
			source.giveState("s2", "c2");
			expect(bodyOf(accept(network)).session_id).to.equal("s2");
		});

		it("should report a kick after a move as such", () => {
			const { network, source, connection, closures } = makeVoice();
			connection.connectAsync().catch(() => {});
			accept(network).end(4014);
			source.givePair();
			accept(network);
			source.giveState("s2", undefined);
			expect(connection.state).to.equal("closed");
			expect(closures.join("|")).to.equal("left none");
		});

		it("should tolerate a source that throws after giving a pair", () => {
			const { network, source, connection } = makeVoice();
			source.request = () => {
				source.givePair();
				error("a bug");
			};
			connection.connectAsync();
			accept(network);
			expect(connection.state).to.equal("ready");
		});

		it("should tolerate a source that yields", () => {
			const { network, scheduler, source, connection } = makeVoice();
			source.request = () => {
				scheduler.wait(1);
				source.givePair();
			};
			connection.connectAsync();
			scheduler.advance(1);
			accept(network);
			expect(connection.state).to.equal("ready");
		});

		it("should count a malformed endpoint as a failed attempt", () => {
			const { network, source, connection } = makeVoice();
			source.answers = false;
			connection.connectAsync().catch(() => {});
			source.giveState("s1", "c1");
			source.setVoiceServer({ serverId: "1", token: "t", endpoint: "not an endpoint" });
			expect(connection.state).to.equal("waiting");
			expect(network.sockets.size()).to.equal(0);
		});
	});

	describe("a socket that reports no close codes", () => {
		it("should renew credentials after two failed Identifies, then after each", () => {
			const { network, scheduler, source, connection } = makeVoice();
			connection.connectAsync().catch(() => {});
			for (const _ of $range(1, 3)) {
				network.socket().open();
				network.socket().end();
				scheduler.advance(4);
			}
			expect(source.requestCount).to.equal(3);
			expect(network.sockets.map((socket) => socket.url.sub(7, 12)).join(" ")).to.equal(
				"voice1 voice1 voice2 voice3",
			);
		});

		it("should not trust credentials because of one Ready", () => {
			const { network, scheduler, source, connection } = makeVoice();
			connection.connectAsync().catch(() => {});
			network.socket().open();
			network.socket().end();
			scheduler.advance(1);
			accept(network).end(4999);
			scheduler.advance(2);
			network.socket().open();
			network.socket().end();
			scheduler.advance(4);
			expect(network.sockets.size()).to.equal(4);
			expect(source.requestCount).to.equal(2);
		});
	});

	describe("logger", () => {
		it("should never block the connection", () => {
			const { network, scheduler, connection, logger } = makeVoice();
			logger.info = () => error("no log today");
			logger.debug = () => error("no log today");
			logger.warn = () => error("no log today");
			connection.connectAsync();
			accept(network).end();
			scheduler.advance(1);
			accept(network, RESUMED);
			expect(connection.state).to.equal("ready");
		});
	});

	describe("token", () => {
		it("should never reach the log", () => {
			const { network, scheduler, connection, logger } = makeVoice();
			connection.connectAsync().catch(() => {});
			accept(network).sendFault = "broken";
			scheduler.advance(20);
			network.socket().open();
			network.socket().end(4004);
			expect(logger.lines.size() > 0).to.equal(true);
			expect(logger.count("token-1")).to.equal(0);
		});
	});
};
