/// <reference types="@rbxts/testez/globals" />

import { expectNoYield } from "./support/expectNoYield";
import { hello, makeTransport, open, openTransport, URL } from "./support/openTransport";
import { rejection } from "./support/rejection";
import { seededRandom } from "./support/seededRandom";

const METHODS = ["sendAsync", "_handleMessage", "heartbeatAsync", "heartbeatIn", "_openSocket", "forceClose"];

const binary = (sequence: number, opcode: number, payload = "") =>
	string.char(math.floor(sequence / 256), sequence % 256, opcode) + payload;

export = () => {
	describe("new", () => {
		it("should have every method of the spec", () => {
			const members = makeTransport().transport as unknown as Record<string, unknown>;
			for (const name of METHODS) expect(typeOf(members[name])).to.equal("function");
		});

		it("should keep the logger it was given", () => {
			const { transport, logger } = makeTransport();
			expect(transport.logger).to.equal(logger);
		});
	});

	describe("_openSocket", () => {
		it("should yield until the socket is open, and fire onConnected", () => {
			const bench = makeTransport();
			let returned = false;
			bench.scheduler.spawn(() => {
				bench.transport._openSocket(URL);
				returned = true;
			});
			expect(returned).to.equal(false);
			expect(bench.transport.socketActive).to.equal(false);
			bench.network.socket().open();
			expect(returned).to.equal(true);
			expect(bench.network.socket().url).to.equal(URL);
			expect(bench.transport.socketActive).to.equal(true);
			expect(bench.transport.socketInstance).to.equal(bench.network.socket());
			expect(coroutine.status(bench.transport.socketThread as thread)).to.equal("suspended");
			expect(bench.heard.join(",")).to.equal("connected");
		});

		it("should throw with the reason if no socket can be made", () => {
			const bench = makeTransport();
			bench.network.refusal = "too many";
			expect(() => bench.transport._openSocket(URL)).to.throw("too many");
			expect(bench.heard.size()).to.equal(0);
			bench.network.refusal = undefined;
			open(bench);
			expect(bench.transport.socketActive).to.equal(true);
		});

		it("should throw with the reason if the socket ends early", () => {
			const bench = makeTransport();
			let fault: unknown;
			bench.scheduler.spawn(() => {
				[, fault] = pcall(() => bench.transport._openSocket(URL));
			});
			bench.network.socket().end(undefined, "refused");
			expect(fault).to.equal("refused");
			expect(bench.heard.size()).to.equal(0);
		});

		it("should throw at once on second sockets and bad schemes", () => {
			const { transport } = openTransport();
			expect(() => transport._openSocket(URL)).to.throw("close the first");
			expect(() => makeTransport().transport._openSocket("http://a")).to.throw("got http://a");
		});

		it("should set socketReconnecting from the second socket on", () => {
			const bench = makeTransport();
			bench.scheduler.spawn(() => bench.transport._openSocket(URL));
			expect(bench.transport.socketReconnecting).to.equal(false);
			bench.network.socket().open();
			bench.transport.forceClose();
			bench.scheduler.spawn(() => bench.transport._openSocket(URL));
			expect(bench.transport.socketReconnecting).to.equal(true);
			bench.network.socket().open();
			expect(bench.transport.socketReconnecting).to.equal(false);
		});
	});

	describe("sendAsync", () => {
		it("should send strings as text, buffers as binary, without yielding", () => {
			const { transport, socket } = openTransport();
			const bytes = buffer.fromstring("\x1a\xff");
			expectNoYield(() => transport.sendAsync("text"));
			expectNoYield(() => transport.sendAsync(bytes));
			expect(socket.sent[0]).to.equal("text");
			expect(socket.sent[1]).to.equal(bytes);
		});

		it("should reject without a socket, and binary on a text-only socket", () => {
			expect(rejection(makeTransport().transport.sendAsync("x"))).to.equal("cannot send: no socket is open");
			const { transport } = openTransport(0.5, { binary: false, closeCode: false });
			const fault = rejection(transport.sendAsync(buffer.create(1)));
			expect(fault).to.equal("cannot send binary: this socket sends text only");
			expect(transport.socketActive).to.equal(true);
		});

		it("should reject when the network fails, and end the socket once", () => {
			const { transport, socket, heard } = openTransport();
			socket.sendFault = "broken pipe";
			expect(rejection(transport.sendAsync("x"))).to.equal("cannot send: broken pipe");
			socket.end();
			expect(heard.join(",")).to.equal("connected,disconnected none false");
		});

		it("should throw on other types and invalid UTF-8", () => {
			const { transport } = openTransport();
			expect(() => transport.sendAsync(5 as never)).to.throw("got number");
			expect(() => transport.sendAsync("\xff")).to.throw("UTF-8");
		});
	});

	describe("_handleMessage", () => {
		it("should pass JSON on unchanged", () => {
			const { transport, payloads } = makeTransport();
			transport._handleMessage('{"op":5,"d":{"user_id":"12345678901234567890"},"seq":7}');
			expect(payloads[0].op).to.equal(5);
			expect(payloads[0].seq).to.equal(7);
			expect((payloads[0].d as { user_id: string }).user_id).to.equal("12345678901234567890");
		});

		it("should unwrap a binary frame, text or buffer", () => {
			const { transport, payloads } = makeTransport();
			transport._handleMessage(binary(31500, 27, '"op":6}'));
			transport._handleMessage(buffer.fromstring(binary(1, 32, "abc")));
			expect(payloads[0].op).to.equal(27);
			expect(payloads[0].seq).to.equal(31500);
			expect(buffer.tostring(payloads[0].d as buffer)).to.equal('"op":6}');
			expect(payloads[1].op).to.equal(32);
		});

		it("should pass an unknown opcode on", () => {
			const { transport, heard } = makeTransport();
			transport._handleMessage('{"op":99}');
			expect(heard.join(",")).to.equal("message 99");
		});

		it("should follow the sequence of JSON and binary, keep 0, and wrap", () => {
			const { transport } = makeTransport();
			const follow = (message: string) => {
				transport._handleMessage(message);
				return transport.sequenceAcknowledgement;
			};
			expect(transport.sequenceAcknowledgement).to.equal(-1);
			expect(follow('{"op":5}')).to.equal(-1);
			expect(follow('{"op":5,"seq":0}')).to.equal(0);
			expect(follow('{"op":5,"seq":65534}')).to.equal(65534);
			expect(follow(binary(65535, 25))).to.equal(65535);
			expect(follow('{"op":6,"d":{"t":1}}')).to.equal(65535);
			expect(follow(binary(0, 25))).to.equal(0);
			expect(follow('{"op":5,"seq":"x"}')).to.equal(0);
			expect(follow('{"op":5,"seq":1.5}')).to.equal(0);
		});

		it("should skip, count and log malformed messages", () => {
			const { transport, logger, heard } = makeTransport();
			const malformed = ["", "{", "null", "1", '"a"', "[]", "{}", '{"op":"6"}', '{"op":8}'];
			for (const message of malformed) transport._handleMessage(message);
			transport._handleMessage('{"op":8,"d":{"heartbeat_interval":0}}');
			transport._handleMessage(buffer.create(2));
			expect(heard.size()).to.equal(0);
			expect(transport.malformedCount).to.equal(malformed.size() + 2);
			expect(logger.count("skipped a malformed message")).to.equal(malformed.size() + 2);
		});

		it("should survive a million random frames", () => {
			const bench = makeTransport();
			const random = seededRandom(20261121);
			const socket = open(bench);
			bench.transport.sendAsync("hello");
			bench.transport.onMessage = undefined;
			const loop = bench.transport.socketThread;
			for (let frame = 0; frame < 1_000_000; frame++) {
				const bytes = table.create(random(13), 0);
				for (const index of $range(0, bytes.size() - 1)) bytes[index] = random(256);
				bench.transport._handleMessage(string.char(...bytes));
			}
			bench.transport.onMessage = (payload) => bench.payloads.push(payload);
			socket.receive('{"op":5,"seq":9}');
			expect(bench.transport.malformedCount > 0).to.equal(true);
			expect(bench.transport.socketThread).to.equal(loop);
			expect(bench.payloads.size()).to.equal(1);
			expect(bench.transport.sequenceAcknowledgement).to.equal(9);
		});
	});

	describe("callbacks", () => {
		it("should log a callback that throws, with its name", () => {
			const { transport, socket, logger, scheduler } = openTransport(0);
			let calls = 0;
			transport.onMessage = () => {
				calls += 1;
				error("mine");
			};
			transport.onZombified = () => error("zombie fault");
			transport.onDisconnected = () => error("late fault");
			socket.receive(hello(1000));
			socket.receive('{"op":5}');
			scheduler.advance(1);
			socket.end(4006);
			expect(calls).to.equal(2);
			expect(logger.count("error: onMessage threw: ")).to.equal(2);
			expect(logger.count("error: onZombified threw: ")).to.equal(1);
			expect(logger.count("error: onDisconnected threw: ")).to.equal(1);
			expect(transport.malformedCount).to.equal(0);
		});

		it("should log a throw after a yield or outside the receive loop", () => {
			const { transport, socket, logger, scheduler } = openTransport();
			transport.onMessage = () => {
				scheduler.wait(1);
				error("later");
			};
			socket.receive('{"op":5}');
			scheduler.advance(1);
			expect(logger.count("error: onMessage threw: ")).to.equal(1);
			transport.onMessage = () => error("direct");
			transport._handleMessage('{"op":5}');
			transport._handleMessage(binary(1, 25));
			expect(logger.count("error: onMessage threw: ")).to.equal(3);
		});

		it("should distinguish a throwing callback from a malformed message", () => {
			const { transport, socket, logger } = openTransport();
			transport.onMessage = () => error("mine");
			socket.receive("{");
			socket.receive(binary(1, 25));
			expect(transport.malformedCount).to.equal(1);
			expect(logger.count("error: onMessage threw: ")).to.equal(1);
		});

		it("should not wait for a callback that yields", () => {
			const { transport, socket, scheduler } = openTransport();
			const order: Array<string> = [];
			transport.onMessage = (payload) => {
				order.push(`begin ${payload.op}`);
				scheduler.wait(payload.op === 20 ? 2 : 1);
				order.push(`end ${payload.op}`);
			};
			const first = transport.socketThread;
			socket.receive('{"op":20}');
			socket.receive('{"op":21}');
			expect(order.join(",")).to.equal("begin 20,begin 21");
			expect(transport.socketThread).never.to.equal(first);
			scheduler.advance(3);
			expect(order.join(",")).to.equal("begin 20,begin 21,end 21,end 20");
			transport.onMessage = (payload) => order.push(`then ${payload.op}`);
			socket.receive('{"op":22}');
			expect(order[4]).to.equal("then 22");
			transport.forceClose();
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should handle a message that arrives inside a callback", () => {
			const { transport, socket } = openTransport();
			const order: Array<number> = [];
			transport.onMessage = (payload) => {
				order.push(payload.op);
				if (payload.op === 20) socket.receive('{"op":21}');
			};
			socket.receive('{"op":20}');
			socket.receive('{"op":22}');
			expect(order.join(",")).to.equal("20,21,22");
		});

		it("should tolerate a logger that throws or yields", () => {
			const { transport, socket, logger, heard, scheduler } = openTransport();
			logger.warn = () => error("no log today");
			logger.info = () => scheduler.wait(1);
			socket.receive("{");
			socket.receive('{"op":5}');
			expectNoYield(() => transport.forceClose());
			expect(heard.join(",")).to.equal("connected,message 5,disconnected none true");
		});
	});

	describe("onDisconnected", () => {
		it("should report the peer's close code once", () => {
			const { socket, transport, heard } = openTransport();
			socket.end(4014, "kicked");
			socket.end(1000);
			socket.receive('{"op":5}');
			transport.forceClose();
			expect(heard.join(",")).to.equal("connected,disconnected 4014 false");
			expect(transport.socketActive).to.equal(false);
			expect(transport.socketThread).to.equal(undefined);
		});

		it("should report the peer's reason, and ours", () => {
			const said: Array<string> = [];
			const theirs = openTransport();
			theirs.transport.onDisconnected = (_code, _bySelf, reason) => said.push(reason ?? "none");
			theirs.socket.end(4014, "kicked");
			const ours = openTransport();
			ours.transport.onDisconnected = (_code, _bySelf, reason) => said.push(reason ?? "none");
			ours.transport.forceClose();
			expect(said.join("|")).to.equal("kicked|closed by forceClose");
		});

		it("should allow a new socket from inside", () => {
			const bench = openTransport();
			bench.transport.onDisconnected = () => bench.transport._openSocket(URL);
			bench.socket.end();
			bench.network.socket().open();
			expect(bench.transport.socketActive).to.equal(true);
			bench.socket.receive('{"op":5}');
			bench.socket.end();
			expect(bench.transport.socketActive).to.equal(true);
			expect(bench.payloads.size()).to.equal(0);
		});
	});

	describe("isResuming", () => {
		it("should keep the sequence if set, else reset it", () => {
			const bench = openTransport();
			bench.socket.receive('{"op":5,"seq":41}');
			bench.transport.forceClose();
			bench.transport.isResuming = true;
			open(bench);
			expect(bench.transport.sequenceAcknowledgement).to.equal(41);
			bench.network.socket().receive('{"op":9}');
			expect(bench.transport.isResuming).to.equal(false);
			bench.transport.forceClose();
			open(bench);
			expect(bench.transport.sequenceAcknowledgement).to.equal(-1);
		});
	});
};
