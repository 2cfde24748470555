/// <reference types="@rbxts/testez/globals" />

import { ConnectionState } from "../../src/protocol/voice/connectionState";
import { CredentialFeed } from "../../src/voice/CredentialSource";
import { expectNoYield } from "../support/expectNoYield";
import { rejection } from "../support/rejection";
import { accept, bodyOf, makeCarried, makeVoice, opcodes, READY, RESUMED } from "../support/voiceHarness";

const DESCRIPTION = '{"op":4,"d":{"mode":"m","secret_key":[1],"dave_protocol_version":1}}';

type Voice = ReturnType<typeof makeVoice>;

/** Brings a connection into each state. */
const PATHS: Record<ConnectionState, (voice: Voice) => void> = {
	idle: () => {},
	signalling: ({ connection, source }) => {
		source.answers = false;
		connection.connectAsync().catch(() => {});
	},
	connecting: ({ connection }) => connection.connectAsync().catch(() => {}),
	identifying: ({ connection, network }) => {
		connection.connectAsync().catch(() => {});
		network.socket().open();
	},
	ready: ({ connection, network }) => {
		connection.connectAsync().catch(() => {});
		accept(network);
	},
	resuming: ({ connection, network, scheduler }) => {
		connection.connectAsync().catch(() => {});
		accept(network).end();
		scheduler.advance(0);
		network.socket().open();
	},
	waiting: ({ connection, network }) => {
		connection.connectAsync().catch(() => {});
		network.socket().end(undefined, "refused");
	},
	moving: ({ connection, network }) => {
		connection.connectAsync().catch(() => {});
		accept(network).end(4014);
	},
	closed: ({ connection }) => connection.forceClose(),
};

/** By hand: what each call does in each state. `joins`: waits for the running attempt; `opens`: begins one at once. */
const OUTCOMES: Record<ConnectionState, Record<"connect" | "reconnect" | "send" | "speak", string>> = {
	idle: { connect: "opens", reconnect: "opens", send: "rejects", speak: "rejects" },
	signalling: { connect: "joins", reconnect: "joins", send: "rejects", speak: "rejects" },
	connecting: { connect: "joins", reconnect: "joins", send: "rejects", speak: "rejects" },
	identifying: { connect: "joins", reconnect: "joins", send: "resolves", speak: "rejects" },
	resuming: { connect: "joins", reconnect: "joins", send: "resolves", speak: "resolves" },
	ready: { connect: "resolves", reconnect: "opens", send: "resolves", speak: "resolves" },
	waiting: { connect: "joins", reconnect: "opens", send: "rejects", speak: "rejects" },
	moving: { connect: "joins", reconnect: "joins", send: "rejects", speak: "rejects" },
	closed: { connect: "rejects", reconnect: "rejects", send: "rejects", speak: "rejects" },
};

/** Outcome of a call: settled, or pending with or without another socket or request. */
function outcome(voice: Voice, call: () => Promise<void>): string {
	const before = voice.network.sockets.size() + voice.source.requestCount;
	const promise = call();
	promise.catch(() => {});
	if (promise.getStatus() === "Resolved") return "resolves";
	if (promise.getStatus() === "Rejected") return "rejects";
	return voice.network.sockets.size() + voice.source.requestCount > before ? "opens" : "joins";
}

export = () => {
	for (const [state, outcomes] of pairs(OUTCOMES)) {
		describe(`while ${state}`, () => {
			function reach(): Voice {
				const voice = makeVoice();
				PATHS[state](voice);
				expect(voice.connection.state).to.equal(state);
				return voice;
			}

			it(`connectAsync ${outcomes.connect}, reconnectAsync ${outcomes.reconnect}`, () => {
				const first = reach();
				expect(outcome(first, () => first.connection.connectAsync())).to.equal(outcomes.connect);
				const second = reach();
				expect(outcome(second, () => second.connection.reconnectAsync())).to.equal(outcomes.reconnect);
			});

			it(`sendAsync ${outcomes.send}, setSpeakingAsync ${outcomes.speak}`, () => {
				const voice = reach();
				expect(outcome(voice, () => voice.connection.sendAsync({ op: 5 }))).to.equal(outcomes.send);
				expect(outcome(voice, () => voice.connection.setSpeakingAsync(1))).to.equal(outcomes.speak);
			});

			it("forceClose and disconnectAsync end it, once, without yielding", () => {
				for (const isPolite of [false, true]) {
					const voice = reach();
					const { connection, scheduler, closures, network, source } = voice;
					const already = closures.size();
					expectNoYield(() => (isPolite ? connection.disconnectAsync() : connection.forceClose(4000)));
					expectNoYield(() => connection.forceClose(4000));
					expect(connection.state).to.equal("closed");
					expect(closures.size()).to.equal(1);
					if (already === 0) expect(closures[0]).to.equal(isPolite ? "owner 1000" : "owner 4000");
					expect(source.leaveCount).to.equal(isPolite ? 1 : 0);
					expect(scheduler.sleeperCount()).to.equal(0);
					const sockets = network.sockets.size();
					source.givePair();
					scheduler.advance(1000);
					expect(network.sockets.size()).to.equal(sockets);
					expect(scheduler.sleeperCount()).to.equal(0);
				}
			});
		});
	}

	describe("connectAsync", () => {
		it("should identify first, and resolve at Ready", () => {
			const { network, connection, states } = makeVoice();
			let result = "pending";
			connection.connectAsync().then(() => (result = "resolved"));
			expect(network.socket().url).to.equal("wss://voice1.example:2048/?v=8");
			network.socket().open();
			const identify = bodyOf(network.socket());
			expect(opcodes(network.socket())).to.equal("0");
			expect(identify.server_id).to.equal("41771983423143937");
			expect(identify.user_id).to.equal("104694319306248192");
			expect(identify.session_id).to.equal("s1");
			expect(identify.token).to.equal("token-1");
			expect(identify.max_dave_protocol_version).to.equal(0);
			expect(result).to.equal("pending");
			network.socket().receive(READY);
			expect(result).to.equal("resolved");
			expect(connection.ssrc).to.equal(7);
			expect(states.join(",")).to.equal("signalling,connecting,identifying,ready");
		});

		it("should resolve after every handler of onReady has run", () => {
			const { network, connection } = makeVoice();
			const seen: Array<string> = [];
			connection.connectAsync().then(() => seen.push("resolved"));
			connection.onReady.Connect(() => seen.push("onReady"));
			accept(network);
			expect(seen.join(",")).to.equal("onReady,resolved");
		});

		it("should wait for the next Ready if a handler reconnects", () => {
			const { network, connection } = makeVoice();
			const seen: Array<string> = [];
			connection.connectAsync().then(() => seen.push("resolved"));
			connection.onReady.Connect(() => {
				connection.reconnectAsync().then(() => seen.push("reconnected"));
			});
			accept(network);
			expect(connection.state).to.equal("connecting");
			expect(seen.join(",")).to.equal("");
			accept(network, RESUMED);
			expect(seen.join(",")).to.equal("resolved,reconnected");
		});

		it("should make one attempt for many calls", () => {
			const { network, source, connection } = makeVoice();
			let resolved = 0;
			for (const _ of $range(1, 3)) connection.connectAsync().then(() => (resolved += 1));
			accept(network);
			connection.connectAsync().then(() => (resolved += 1));
			expect(resolved).to.equal(4);
			expect(source.requestCount).to.equal(1);
			expect(network.sockets.size()).to.equal(1);
		});

		it("should reject with the reason once the connection ends", () => {
			const { network, connection } = makeVoice();
			const opened = connection.connectAsync();
			network.socket().open();
			network.socket().end(4017, "E2EE/DAVE protocol required");
			expect(tostring(rejection(opened)).find("stage channel (close code 4017)", 1, true)[0]).to.be.ok();
			expect(rejection(connection.connectAsync())).to.equal("cannot connect: this connection has ended");
			expect(network.sockets.size()).to.equal(1);
		});

		it("should use a pair that came unrequested", () => {
			const { network, source, connection } = makeVoice();
			source.givePair();
			expect(network.sockets.size()).to.equal(0);
			connection.connectAsync();
			expect(source.requestCount).to.equal(0);
			expect(network.sockets.size()).to.equal(1);
		});
	});

	describe("reconnectAsync", () => {
		it("should drop the socket, and resume on a new one", () => {
			const { network, connection } = makeVoice();
			connection.connectAsync();
			const first = accept(network);
			let resolved = 0;
			for (const _ of $range(1, 2)) connection.reconnectAsync().then(() => (resolved += 1));
			expect(first.closes.join(",")).to.equal("4000");
			expect(network.sockets.size()).to.equal(2);
			const second = accept(network, RESUMED);
			expect(opcodes(second)).to.equal("7");
			expect(resolved).to.equal(2);
		});

		it("should cut a wait short", () => {
			const { network, connection, scheduler } = makeVoice();
			connection.connectAsync().catch(() => {});
			network.socket().end(undefined, "refused");
			connection.reconnectAsync();
			expect(network.sockets.size()).to.equal(2);
			scheduler.advance(0.5); // when the wait would have ended
			expect(network.sockets.size()).to.equal(2);
		});
	});

	describe("forceClose", () => {
		it("should throw on an invalid close code, even when closed", () => {
			const { connection } = makeVoice();
			expect(() => connection.forceClose(999)).to.throw("999");
			connection.forceClose();
			expect(() => connection.forceClose(999)).to.throw("999");
		});

		it("should close from any handler", () => {
			for (const at of ["signalling", "connecting", "identifying", "ready", "waiting"]) {
				const { network, connection, scheduler, states, closures } = makeVoice();
				connection.onStateChanged.Connect((state) => {
					if (state === at) connection.forceClose();
				});
				let ready = 0;
				connection.onReady.Connect(() => (ready += 1));
				connection.connectAsync().catch(() => {});
				if (connection.state !== "closed") accept(network);
				if (connection.state !== "closed") network.socket().end();
				expect(connection.state).to.equal("closed");
				expect(states[states.size() - 1]).to.equal("closed");
				expect(closures.join("|")).to.equal("owner none");
				expect(ready).to.equal(at === "waiting" ? 1 : 0);
				scheduler.advance(1000);
				expect(scheduler.sleeperCount()).to.equal(0);
			}
		});
	});

	describe("disconnectAsync", () => {
		it("should leave on both gateways, whatever the source does", () => {
			const { network, connection, source, logger } = makeVoice();
			source.leave = () => error("main gateway is away");
			connection.connectAsync();
			accept(network);
			connection.disconnectAsync().expect();
			expect(network.socket().closes.join(",")).to.equal("1000");
			expect(logger.count("leave threw")).to.equal(1);
		});
	});

	describe("setSelfMute and setSelfDeaf", () => {
		function makeTold() {
			const told: Array<string> = [];
			const credentials = new CredentialFeed({
				onRequest: () => {},
				onSelfState: ({ mute, deaf }) => told.push(`${mute} ${deaf}`),
			});
			return { told, ...makeVoice({ credentials }) };
		}

		it("should reach the source in every state but closed", () => {
			const { connection, told } = makeTold();
			connection.setSelfMute(true);
			connection.connectAsync().catch(() => {});
			connection.setSelfDeaf(false);
			connection.forceClose();
			connection.setSelfMute(false);
			expect(told.join("|")).to.equal("true nil|nil false");
		});

		it("should throw on anything but a boolean", () => {
			const { connection } = makeTold();
			expect(() => connection.setSelfMute(1 as unknown as boolean)).to.throw("must be a boolean, got number");
			expect(() => connection.setSelfDeaf(undefined as unknown as boolean)).to.throw("got nil");
		});

		it("should throw if the source cannot mute", () => {
			const credentials = { subscribe: () => () => {}, request: () => {}, leave: () => {} };
			const { connection } = makeVoice({ credentials });
			expect(() => connection.setSelfMute(true)).to.throw("cannot mute or deafen");
		});
	});

	describe("sending", () => {
		it("should select the protocol and speak with the SSRC of Ready", () => {
			const { network, connection } = makeVoice();
			expect(rejection(connection.setSpeakingAsync(1))).to.equal("cannot speak: no Ready has given an SSRC");
			connection.connectAsync();
			const socket = accept(network);
			connection.selectProtocolAsync("127.0.0.1", 5000, "aead_aes256_gcm_rtpsize");
			connection.setSpeakingAsync(1);
			expect(opcodes(socket)).to.equal("0,1,5");
			expect(bodyOf(socket, 2).ssrc).to.equal(7);
		});

		it("should select nowhere once per DAVE session, unless the user selected", () => {
			const { network, connection, scheduler } = makeCarried();
			let selects = false;
			connection.onReady.Connect(() => {
				if (selects) connection.selectProtocolAsync("192.0.2.1", 5000, "mode");
			});
			connection.connectAsync();
			const first = accept(network);
			expect(opcodes(first)).to.equal("0,1");
			const data = bodyOf(first, 1).data as Record<string, unknown>;
			expect(data.address).to.equal("127.0.0.1");
			expect(data.mode).to.equal("aead_aes256_gcm_rtpsize");
			first.receive(DESCRIPTION);
			first.end();
			scheduler.advance(0);
			expect(opcodes(accept(network, RESUMED))).to.equal("7");
			selects = true;
			network.socket().end(4999);
			scheduler.advance(2);
			const third = accept(network);
			expect(opcodes(third)).to.equal("0,1");
			expect((bodyOf(third, 1).data as Record<string, unknown>).address).to.equal("192.0.2.1");
			selects = false;
			third.end(4999);
			scheduler.advance(4);
			const fourth = accept(network);
			expect(opcodes(fourth)).to.equal("0,1");
			expect((bodyOf(fourth, 1).data as Record<string, unknown>).address).to.equal("127.0.0.1");
		});

		it("should repeat an unanswered selection after a resume", () => {
			const { network, connection, scheduler } = makeVoice();
			connection.connectAsync();
			const first = accept(network);
			connection.selectProtocolAsync("192.0.2.1", 5000, "mode");
			first.end();
			scheduler.advance(0);
			const second = accept(network, RESUMED);
			expect(opcodes(second)).to.equal("7,1");
			expect((bodyOf(second, 1).data as Record<string, unknown>).address).to.equal("192.0.2.1");
			second.receive(DESCRIPTION);
			second.end();
			scheduler.advance(1);
			expect(opcodes(accept(network, RESUMED))).to.equal("7");
		});

		it("should not select again in a new session", () => {
			const { network, connection, scheduler } = makeVoice();
			connection.connectAsync();
			accept(network);
			connection.selectProtocolAsync("192.0.2.1", 5000, "mode");
			network.socket().end(4999);
			scheduler.advance(1);
			accept(network).end();
			scheduler.advance(2);
			expect(opcodes(accept(network, RESUMED))).to.equal("7");
		});

		it("should select nothing if the server lists no mode", () => {
			const { network, connection } = makeCarried();
			connection.connectAsync();
			expect(
				opcodes(accept(network, '{"op":2,"d":{"ssrc":7,"ip":"127.0.0.1","port":4000,"modes":[]}}')),
			).to.equal("0");
		});

		it("should repeat Speaking after a resume only", () => {
			const { network, connection, scheduler } = makeVoice();
			connection.connectAsync();
			const first = accept(network);
			connection.setSpeakingAsync(1);
			first.end();
			scheduler.advance(0);
			expect(opcodes(accept(network, RESUMED))).to.equal("7,5");
			network.socket().end(4999);
			scheduler.advance(2);
			expect(opcodes(accept(network))).to.equal("0");
			network.socket().end();
			scheduler.advance(20);
			expect(opcodes(accept(network, RESUMED))).to.equal("7");
		});

		it("should reject without a socket", () => {
			const { connection } = makeVoice();
			expect(rejection(connection.sendAsync({ op: 5 }))).to.equal("cannot send: no socket is open");
		});
	});

	describe("ping", () => {
		it("should be the transport's ping in seconds", () => {
			const { network, scheduler, connection } = makeVoice();
			connection.connectAsync();
			const socket = accept(network);
			expect(connection.ping()).to.equal(undefined);
			scheduler.advance(5.125);
			socket.receive('{"op":6,"d":{"t":1005000}}');
			expect(connection.ping()).to.equal(0.125);
		});
	});
};
