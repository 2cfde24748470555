/// <reference types="@rbxts/testez/globals" />

import { decodeEtf } from "../../src/protocol/gateway/decodeEtf";
import { encodeEtf } from "../../src/protocol/gateway/etf";
import { NULL } from "../../src/protocol/gateway/json";
import { voiceStatePayload } from "../../src/protocol/gateway/command";
import {
	ACK,
	dispatch,
	greet,
	HELLO,
	lose,
	makeGateway,
	opcodesOver,
	openGateway,
	READY,
	readyBody,
	sentOver,
} from "../support/gatewayHarness";
import { FakeNetwork } from "../support/FakeSocket";
import { isSame } from "../support/isSame";
import { rejection } from "../support/rejection";

const PRESENCE = { op: 3, d: { status: "online", activities: [], afk: false, since: NULL } };

export = () => {
	describe("heartbeat", () => {
		it("should beat first after a random share of the interval", () => {
			const { socket, scheduler, websocket } = openGateway({}, HELLO);
			socket.sent.clear();
			scheduler.advance(4.9);
			expect(opcodesOver(socket)).to.equal("");
			scheduler.advance(0.2);
			expect(socket.sent.size()).to.equal(1);
			socket.receive(ACK);
			scheduler.advance(9.8);
			expect(socket.sent.size()).to.equal(1);
			scheduler.advance(0.2);
			expect(socket.sent.size()).to.equal(2);
			expect(websocket.inner().heartbeatInterval).to.equal(10_000);
		});

		it("should contain the last sequence, and null before the first", () => {
			const gateway = makeGateway();
			gateway.websocket.connect();
			const socket = greet(gateway);
			gateway.websocket.heartbeat().expect();
			expect((socket.sent[1] as string).find('"d":null', 1, true)[0]).to.be.ok();
			socket.receive(READY);
			socket.receive(dispatch("A", 77));
			gateway.websocket.heartbeat().expect();
			expect(sentOver(socket)[2].d).to.equal(77);
			expect(gateway.websocket.inner().lastHeartbeat).to.equal(gateway.scheduler.now());
		});

		it("should pass a stand-in to a socket with keep-alive", () => {
			const network = new FakeNetwork({ binary: true, closeCode: true, keepAlive: true });
			const gateway = makeGateway({}, network);
			gateway.websocket.connect();
			const socket = greet(gateway, HELLO);
			socket.receive(READY);
			gateway.scheduler.advance(5);
			expect(socket.keepAlives.size()).to.equal(1);
			const [{ interval, delay, text }] = socket.keepAlives;
			expect(`${interval} ${delay} ${text}`).to.equal(`10 12.5 ${socket.sent[socket.sent.size() - 1]}`);
			socket.receive(ACK);
			const { ping } = gateway.websocket;
			gateway.scheduler.advance(4);
			socket.receive(ACK); // for a beat of the stand-in
			expect(gateway.websocket.ping).to.equal(ping);
		});

		it("should pass no stand-in to a socket without keep-alive", () => {
			const { socket, scheduler } = openGateway({}, HELLO);
			scheduler.advance(5);
			expect(socket.keepAlives.size()).to.equal(0);
		});

		it("should reject without a socket", () => {
			const { websocket } = makeGateway();
			expect(rejection(websocket.heartbeat())).to.equal("cannot send: no socket is open");
			expect(websocket.inner().lastHeartbeat).to.equal(-1);
		});

		it("should measure the ping", () => {
			const { socket, scheduler, websocket } = openGateway();
			expect(websocket.ping).to.equal(-1);
			websocket.heartbeat();
			scheduler.advance(0.125);
			socket.receive(ACK);
			expect(websocket.ping).to.equal(125);
			socket.receive(ACK); // without a beat
			expect(websocket.ping).to.equal(125);
		});

		it("should resume on a new socket after an unanswered beat", () => {
			const gateway = openGateway({}, HELLO);
			let zombies = 0;
			gateway.websocket.onZombified.Connect(() => (zombies += 1));
			gateway.scheduler.advance(5.1);
			expect(gateway.websocket.inner().lastHeartbeatAcked).to.equal(false);
			gateway.scheduler.advance(10);
			expect(zombies).to.equal(1);
			expect(gateway.socket.closes.join(",")).to.equal("4200");
			expect(opcodesOver(greet(gateway))).to.equal("6");
			expect(gateway.websocket.inner().lastHeartbeatAcked).to.equal(true);
		});

		it("should not take a requested beat for a zombie", () => {
			const { socket, scheduler, websocket } = openGateway({}, HELLO);
			scheduler.advance(5);
			socket.receive(ACK);
			scheduler.advance(9.9);
			socket.receive('{"op":1}');
			scheduler.advance(0.2);
			expect(websocket.isConnected()).to.equal(true);
			expect(socket.closes.size()).to.equal(0);
		});

		it("should follow only the last Hello", () => {
			const { socket, scheduler } = openGateway({}, HELLO);
			socket.receive('{"op":10,"d":{"heartbeat_interval":40000}}');
			socket.sent.clear();
			scheduler.advance(39.9); // no jitter: only the first beat of a socket has one
			expect(socket.sent.size()).to.equal(0);
			scheduler.advance(0.2);
			expect(socket.sent.size()).to.equal(1);
		});
	});

	describe("send", () => {
		it("should queue early messages, and send them in order at READY", () => {
			const gateway = makeGateway();
			const { websocket } = gateway;
			websocket.send({ op: 3, d: { n: 1 } });
			websocket.connect();
			const socket = greet(gateway);
			websocket.send({ op: 4, d: { n: 2 } });
			expect(websocket.buffer.size()).to.equal(2);
			expect(opcodesOver(socket)).to.equal("2");
			socket.receive(READY);
			expect(opcodesOver(socket)).to.equal("2,3,4");
			expect(websocket.buffer.size()).to.equal(0);
		});

		it("should queue messages between two sockets", () => {
			const gateway = openGateway();
			lose(gateway);
			gateway.websocket.send(PRESENCE);
			const second = greet(gateway);
			expect(opcodesOver(second)).to.equal("6");
			second.receive(dispatch("RESUMED", 2));
			expect(opcodesOver(second)).to.equal("6,3");
		});

		it("should keep a message that the network refused", () => {
			const gateway = openGateway();
			gateway.socket.sendFault = "broken pipe";
			gateway.websocket.send(PRESENCE);
			expect(gateway.websocket.buffer.size()).to.equal(1);
			gateway.scheduler.advance(0);
			const second = greet(gateway);
			second.receive(dispatch("RESUMED", 2));
			expect(opcodesOver(second)).to.equal("6,3");
		});

		it("should reject more than 4096 bytes, with size and limit", () => {
			const { websocket, socket } = openGateway();
			const frame = '{"op":3,"d":""}'.size();
			expect(() => websocket.send({ op: 3, d: string.rep("a", 4097 - frame) })).to.throw(
				"at most 4096 bytes, got 4097",
			);
			websocket.send({ op: 3, d: string.rep("a", 4096 - frame) });
			expect((socket.sent[socket.sent.size() - 1] as string).size()).to.equal(4096);
		});

		it("should reject values that are not messages", () => {
			const { websocket } = openGateway();
			expect(() => websocket.send({} as never)).to.throw("must be a table whose op is a number");
			expect(() => websocket.send("a" as never)).to.throw("must be a table whose op is a number");
			expect(() => websocket.send({ op: 3, d: () => {} })).to.throw();
		});

		it("should reject a message while the queue is full", () => {
			const { websocket } = makeGateway({ bufferLimit: 2 });
			websocket.send(PRESENCE);
			websocket.send(PRESENCE);
			expect(() => websocket.send(PRESENCE)).to.throw("at most 2 messages may wait");
		});
	});

	describe("sendAsync", () => {
		it("should resolve when the message went out", () => {
			const gateway = makeGateway();
			gateway.websocket.connect();
			const sent = gateway.websocket.sendAsync(PRESENCE);
			const socket = greet(gateway);
			expect(sent.getStatus()).to.equal("Started");
			socket.receive(READY);
			expect(sent.getStatus()).to.equal("Resolved");
		});

		it("should reject a message that cannot be sent", () => {
			const { websocket } = makeGateway();
			const tooLarge = rejection(websocket.sendAsync({ op: 3, d: string.rep("a", 5000) }));
			expect(tostring(tooLarge).find("at most 4096 bytes, got 5015", 1, true)[0]).to.be.ok();
			const waits = websocket.sendAsync(PRESENCE);
			websocket.close();
			expect(rejection(waits)).to.equal("closed by its owner (close code 1000)");
			expect(websocket.buffer.size()).to.equal(0);
		});
	});

	describe("scheduler", () => {
		it("should send at most 120 messages in any 60 s, heartbeats included", () => {
			const { websocket, socket, scheduler } = openGateway({ bufferLimit: 1000 }, HELLO);
			socket.sent.clear();
			for (const _ of $range(1, 300)) websocket.send(PRESENCE);
			expect(websocket.inner().schedulerLoop).to.be.ok();
			const counts: Array<number> = [];
			let before = 0;
			for (const _ of $range(1, 240)) {
				scheduler.advance(1);
				for (const { op } of sentOver(socket).filter((__, index) => index >= before))
					if (op === 1) socket.receive(ACK);
				counts.push(socket.sent.size() - before);
				before = socket.sent.size();
			}
			for (const start of $range(0, counts.size() - 60)) {
				let sum = 0;
				for (const second of $range(start, start + 59)) sum += counts[second] ?? 0;
				expect(sum <= 120).to.equal(true);
			}
			expect(
				sentOver(socket)
					.filter(({ op }) => op === 3)
					.size(),
			).to.equal(300);
			expect(websocket.isConnected()).to.equal(true);
			expect(websocket.inner().schedulerLoop).to.equal(undefined);
		});

		it("should let heartbeats pass queued messages", () => {
			const { websocket, socket } = openGateway();
			for (const _ of $range(1, 200)) websocket.send(PRESENCE);
			socket.sent.clear();
			socket.receive('{"op":1}');
			expect(opcodesOver(socket)).to.equal("1");
		});

		it("should run no loop while the queue is empty", () => {
			const { websocket, scheduler } = openGateway();
			const sleepers = scheduler.sleeperCount();
			websocket.send(PRESENCE);
			expect(scheduler.sleeperCount()).to.equal(sleepers);
			for (const _ of $range(1, 200)) websocket.send(PRESENCE);
			expect(scheduler.sleeperCount()).to.equal(sleepers + 1);
			websocket.close();
			scheduler.advance(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});
	});

	describe("pack and unpack", () => {
		it("should write and read JSON with null", () => {
			const { websocket } = makeGateway();
			const packed = websocket.pack(
				voiceStatePayload({ guildId: "1", selfMute: false, selfDeaf: false }),
			) as string;
			expect(packed.find('"channel_id":null', 1, true)[0]).to.be.ok();
			expect(isSame(websocket.unpack('{"op":11,"d":null}'), { op: 11 })).to.equal(true);
			expect(isSame(websocket.unpack(buffer.fromstring('{"op":11}')), { op: 11 })).to.equal(true);
			expect(() => websocket.unpack("{")).to.throw();
		});

		it("should write and read ETF", () => {
			const { websocket } = makeGateway({ encoding: "etf" });
			const packed = websocket.pack({ op: 1, d: NULL });
			assert(typeIs(packed, "buffer"));
			expect(isSame((decodeEtf(packed) as { value?: unknown }).value, { op: 1 })).to.equal(true);
			expect(isSame(websocket.unpack(encodeEtf({ op: 11 })), { op: 11 })).to.equal(true);
			expect(isSame(websocket.unpack(buffer.tostring(encodeEtf({ op: 11 }))), { op: 11 })).to.equal(true);
			expect(isSame(websocket.unpack('{"op":5}', "json"), { op: 5 })).to.equal(true);
			expect(() => websocket.unpack("{}")).to.throw("version must be 131");
		});

		it("should hold a whole session in ETF", () => {
			const gateway = makeGateway({ encoding: "etf" });
			gateway.websocket.connect();
			gateway.scheduler.advance(0);
			const socket = gateway.network.socket();
			expect(socket.url.find("encoding=etf", 1, true)[0]).to.be.ok();
			socket.open();
			socket.receive(encodeEtf({ op: 10, d: { heartbeat_interval: 10_000 } }));
			socket.receive(encodeEtf({ op: 0, t: "READY", s: 1, d: readyBody() }));
			expect(gateway.websocket.isConnected()).to.equal(true);
			gateway.websocket.send(PRESENCE);
			const ops = socket.sent.map((message) => {
				const result = decodeEtf(message as buffer) as { value?: unknown };
				return (result.value as { op: number }).op;
			});
			expect(ops.join(",")).to.equal("2,3");
		});
	});
};
