/// <reference types="@rbxts/testez/globals" />

import { decodeJson } from "../../src/runtime/json";
import { VoiceConnection } from "../../src/voice/VoiceConnection";
import { expectNoYield } from "../support/expectNoYield";
import { FakeNetwork, FakeSocket } from "../support/FakeSocket";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";
import { rejection } from "../support/rejection";

const CREDENTIALS = {
	serverId: "41771983423143937",
	userId: "104694319306248192",
	sessionId: "s1",
	token: "secret-token",
};
const HELLO = '{"op":8,"d":{"v":8,"heartbeat_interval":10000}}';
const READY = '{"op":2,"d":{"ssrc":7,"ip":"127.0.0.1","port":4000,"modes":["aead_aes256_gcm_rtpsize"]}}';
const RESUMED = '{"op":9,"d":null}';

/** Half of what the backoff allows, each time. */
const SHARE = 0.5;

function make() {
	const network = new FakeNetwork();
	const scheduler = new FakeScheduler();
	const logger = new RecordingLogger();
	const connection = new VoiceConnection({
		credentials: CREDENTIALS,
		endpoint: "voice.example:2048",
		logger,
		scheduler,
		createSocket: network.createSocket,
		random: () => SHARE,
	});
	const heard: Array<string> = [];
	connection.onStateChanged.Connect((state) => heard.push(state));
	connection.onClosed.Connect(({ code, reason, bySelf }) => heard.push(`${code ?? "none"} ${bySelf}: ${reason}`));
	return { network, scheduler, logger, connection, heard };
}

/** The server's side of a handshake on the newest socket. */
function accept(network: FakeNetwork, answer = READY): FakeSocket {
	const socket = network.socket();
	socket.open();
	socket.receive(HELLO);
	socket.receive(answer);
	return socket;
}

function opcodes(socket: FakeSocket): string {
	return socket.sent.map((message) => (decodeJson(message as string) as { op: number }).op).join(",");
}

export = () => {
	describe("connectAsync", () => {
		it("should identify first of all, and resolve at Ready", () => {
			const { network, connection, heard } = make();
			let outcome = "pending";
			connection.connectAsync().then(() => (outcome = "resolved"));
			expect(network.socket().url).to.equal("wss://voice.example:2048/?v=8");
			network.socket().open();
			const identify = decodeJson(network.socket().sent[0] as string) as {
				op: number;
				d: Record<string, unknown>;
			};
			expect(identify.op).to.equal(0);
			expect(identify.d.token).to.equal("secret-token");
			expect(identify.d.max_dave_protocol_version).to.equal(0);
			network.socket().receive(HELLO);
			expect(outcome).to.equal("pending");
			network.socket().receive(READY);
			expect(outcome).to.equal("resolved");
			expect(connection.ssrc).to.equal(7);
			expect(heard.join(",")).to.equal("connecting,identifying,ready");
		});

		it("should make one attempt for many calls, and resolve at once when ready", () => {
			const { network, connection } = make();
			let resolved = 0;
			for (const _ of $range(1, 3)) connection.connectAsync().then(() => (resolved += 1));
			expect(network.sockets.size()).to.equal(1);
			accept(network);
			connection.connectAsync().then(() => (resolved += 1));
			expect(resolved).to.equal(4);
			expect(network.sockets.size()).to.equal(1);
		});

		it("should reject with the reason when the connection ends, and ever after", () => {
			const { network, connection } = make();
			const opened = connection.connectAsync();
			network.socket().open();
			network.socket().end(4017, "E2EE/DAVE protocol required");
			const reason = "this channel demands end-to-end encryption (DAVE) (close code 4017)";
			expect(rejection(opened)).to.equal(reason);
			expect(rejection(connection.connectAsync())).to.equal("cannot connect: this connection has ended");
			expect(network.sockets.size()).to.equal(1);
		});

		it("should refuse an endpoint that is none", () => {
			expect(() => new VoiceConnection({ credentials: CREDENTIALS, endpoint: "" })).to.throw("host:port");
		});
	});

	describe("recovery", () => {
		it("should drop a zombied socket, and resume on a new one with the sequence", () => {
			const { network, scheduler, connection, heard } = make();
			connection.connectAsync();
			const first = accept(network);
			first.receive('{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1},"seq":41}');
			let resumes = 0;
			connection.onResumed.Connect(() => (resumes += 1));
			scheduler.advance(15); // the first beat at 5 s, jittered, is never acknowledged
			expect(first.closes.join(",")).to.equal("4000");
			expect(heard[3]).to.equal("waiting");
			const second = accept(network, RESUMED);
			const resume = decodeJson(second.sent[0] as string) as { op: number; d: Record<string, unknown> };
			expect(resume.op).to.equal(7);
			expect(resume.d.seq_ack).to.equal(41);
			expect(resume.d.user_id).to.equal(undefined);
			expect(resumes).to.equal(1);
			expect(connection.state).to.equal("ready");
		});

		it("should back off between attempts, and give up after the last", () => {
			const { network, scheduler, connection, heard } = make();
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
			expect(heard[heard.size() - 1]).to.equal("none false: gave up after 6 attempts; the last: refused");
			expect(rejection(opened)).to.equal("gave up after 6 attempts; the last: refused");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should say with its state what happened, and when it goes on", () => {
			const { network, connection } = make();
			const details: Array<string> = [];
			connection.onStateChanged.Connect((state, detail) => details.push(`${state}: ${detail ?? ""}`));
			connection.connectAsync().catch(() => {});
			network.socket().end(undefined, "refused");
			connection.forceClose();
			expect(details.join("|")).to.equal(
				"connecting: |waiting: refused; next attempt in 0.5 s|closed: closed by its owner",
			);
		});

		it("should retry a stable session at once", () => {
			const { network, scheduler, connection } = make();
			connection.connectAsync();
			const socket = accept(network);
			scheduler.advance(5);
			socket.receive(string.format('{"op":6,"d":{"t":%d}}', 1_005_000));
			scheduler.advance(5);
			socket.end();
			scheduler.advance(0);
			expect(network.sockets.size()).to.equal(2);
			expect(connection.state).to.equal("connecting");
		});

		it("should not wait for ever for the server: each attempt has a deadline", () => {
			for (const steps of [0, 1, 2]) {
				const { network, scheduler, connection } = make();
				connection.connectAsync();
				if (steps > 0) network.socket().open();
				if (steps > 1) network.socket().receive('{"op":8,"d":{"heartbeat_interval":60000}}');
				scheduler.advance(14.9);
				expect(connection.state).to.equal(steps === 0 ? "connecting" : "identifying");
				scheduler.advance(0.1);
				expect(connection.state).to.equal("waiting");
				expect(network.socket().closes.join(",")).to.equal("4000");
				scheduler.advance(0.5);
				expect(network.sockets.size()).to.equal(2);
				accept(network);
				scheduler.advance(4);
				expect(connection.state).to.equal("ready");
			}
		});

		it("should have no deadline once it is ready", () => {
			const { network, scheduler, connection } = make();
			connection.connectAsync();
			network.socket().open();
			network.socket().receive('{"op":8,"d":{"heartbeat_interval":60000}}');
			network.socket().receive(READY);
			scheduler.advance(29);
			expect(connection.state).to.equal("ready");
			expect(network.sockets.size()).to.equal(1);
		});

		it("should stop where a close code says so, and leave nothing behind", () => {
			for (const code of [4004, 4006, 4009, 4011, 4012, 4014, 4016, 4017, 4021, 4022]) {
				const { network, scheduler, connection, heard } = make();
				connection.connectAsync().catch(() => {});
				accept(network).end(code);
				expect(connection.state).to.equal("closed");
				expect(heard[heard.size() - 1].find(`^${code} false: .*close code ${code}`)[0]).to.equal(1);
				scheduler.advance(1000);
				expect(network.sockets.size()).to.equal(1);
				expect(scheduler.sleeperCount()).to.equal(0);
			}
		});
	});

	describe("forceClose", () => {
		it("should end the session in every state, once, without yielding", () => {
			for (const steps of [0, 1, 2, 3, 4]) {
				const { network, scheduler, connection, heard } = make();
				if (steps > 0) connection.connectAsync().catch(() => {});
				if (steps > 1) network.socket().open();
				if (steps > 2) network.socket().receive(READY);
				if (steps > 3) network.socket().end();
				expectNoYield(() => connection.forceClose(4000));
				expectNoYield(() => connection.forceClose(4000));
				expect(heard[heard.size() - 1]).to.equal("4000 true: closed by its owner");
				expect(heard[heard.size() - 2]).to.equal("closed");
				expect(heard.filter((line) => line.find("true")[0] !== undefined).size()).to.equal(1);
				scheduler.advance(1000);
				expect(connection.state).to.equal("closed");
				expect(scheduler.sleeperCount()).to.equal(0);
			}
		});

		it("should go from connecting straight to closed", () => {
			const { connection, heard } = make();
			connection.connectAsync().catch(() => {});
			connection.forceClose();
			expect(heard.join(",")).to.equal("connecting,closed,none true: closed by its owner");
		});
	});

	describe("disconnectAsync", () => {
		it("should tell the server that the session is over", () => {
			const { network, connection } = make();
			connection.connectAsync();
			accept(network);
			connection.disconnectAsync();
			expect(network.socket().closes.join(",")).to.equal("1000");
			expect(connection.state).to.equal("closed");
		});
	});

	describe("events", () => {
		it("should tell who speaks, who comes and who goes", () => {
			const { network, connection } = make();
			const seen: Array<string> = [];
			connection.onSpeaking.Connect(({ userId, ssrc, flags }) => seen.push(`${userId} ${ssrc} ${flags}`));
			connection.onClientsConnect.Connect((userIds) => seen.push(`+${userIds.join("+")}`));
			connection.onClientDisconnect.Connect((userId) => seen.push(`-${userId}`));
			connection.onSessionDescription.Connect(({ mode }) => seen.push(mode));
			connection.connectAsync();
			const socket = accept(network);
			socket.receive('{"op":11,"d":{"user_ids":["1","2"]}}');
			socket.receive('{"op":5,"d":{"user_id":"1","ssrc":9,"speaking":1}}');
			socket.receive('{"op":13,"d":{"user_id":"2"}}');
			socket.receive('{"op":4,"d":{"mode":"m","secret_key":[1]}}');
			expect(seen.join(",")).to.equal("+1+2,1 9 1,-2,m");
		});

		it("should hand on every message, binary too, and skip one whose body is wrong", () => {
			const { network, connection, logger } = make();
			const seen: Array<number> = [];
			let speakers = 0;
			connection.onMessage.Connect(({ op }) => seen.push(op));
			connection.onSpeaking.Connect(() => (speakers += 1));
			connection.connectAsync();
			const socket = accept(network);
			socket.receive("\x00\x01\x19\x00");
			socket.receive('{"op":5,"d":{"user_id":1}}');
			expect(seen.join(",")).to.equal("8,2,25,5");
			expect(speakers).to.equal(0);
			expect(logger.count("malformed message: opcode 5")).to.equal(1);
		});
	});

	describe("sending", () => {
		it("should select the protocol and speak with the SSRC of Ready", () => {
			const { network, connection } = make();
			expect(rejection(connection.setSpeakingAsync(1))).to.equal("cannot speak before Ready");
			connection.connectAsync();
			const socket = accept(network);
			connection.selectProtocolAsync("127.0.0.1", 5000, "aead_aes256_gcm_rtpsize");
			connection.setSpeakingAsync(1);
			expect(opcodes(socket)).to.equal("0,1,5");
		});

		it("should reject when there is no socket", () => {
			const { connection } = make();
			expect(rejection(connection.sendAsync({ op: 5 }))).to.equal("cannot send: no socket is open");
		});
	});

	describe("ping", () => {
		it("should be the transport's, in seconds", () => {
			const { network, scheduler, connection } = make();
			connection.connectAsync();
			const socket = accept(network);
			expect(connection.ping()).to.equal(undefined);
			scheduler.advance(5.125);
			socket.receive('{"op":6,"d":{"t":1005000}}');
			expect(connection.ping()).to.equal(0.125);
		});
	});

	describe("logger", () => {
		it("should not hold the connection up, whatever it does", () => {
			const { network, scheduler, connection, logger } = make();
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
			const { network, scheduler, connection, logger } = make();
			connection.connectAsync().catch(() => {});
			accept(network).sendFault = "broken";
			scheduler.advance(20);
			network.socket().open();
			network.socket().end(4004);
			expect(logger.lines.size() > 0).to.equal(true);
			expect(logger.count("secret-token")).to.equal(0);
		});
	});
};
