/// <reference types="@rbxts/testez/globals" />

import { expectNoYield } from "./support/expectNoYield";
import { acknowledge, hello, makeTransport, nonces, open, openTransport } from "./support/openTransport";
import { rejection } from "./support/rejection";

/** Seconds in a day. */
const DAY = 86_400;

export = () => {
	describe("Hello", () => {
		it("should jitter the first beat, then beat in the interval", () => {
			const { transport, socket, scheduler, heard } = openTransport(0.25);
			socket.receive(hello(41250));
			expect(heard.join(",")).to.equal("connected,message 8");
			expect(transport.heartbeatInterval).to.equal(41250);
			expect(coroutine.status(transport.heartbeatThread as thread)).to.equal("suspended");
			scheduler.advance(10.31);
			expect(nonces(socket).size()).to.equal(0);
			scheduler.advance(0.01);
			expect(nonces(socket).size()).to.equal(1);
			acknowledge(socket);
			scheduler.advance(41.24);
			expect(nonces(socket).size()).to.equal(1);
			scheduler.advance(0.01);
			expect(nonces(socket).size()).to.equal(2);
		});

		it("should accept a fractional interval", () => {
			const { transport, socket, scheduler } = openTransport(1);
			socket.receive(hello(13750.5));
			expect(transport.heartbeatInterval).to.equal(13750.5);
			scheduler.advance(13.751);
			expect(nonces(socket).size()).to.equal(1);
		});

		it("should hold beats until Identify or Resume is sent", () => {
			const bench = makeTransport(0);
			const socket = open(bench);
			socket.receive(hello(1000));
			bench.scheduler.advance(5);
			expect(socket.sent.size()).to.equal(0);
			bench.transport.sendAsync('{"op":0}');
			expect(socket.sent[0]).to.equal('{"op":0}');
			expect(nonces(socket).size()).to.equal(1);
			expect(bench.heard.includes("zombified")).to.equal(false);
		});

		it("should not treat a failed send as Identify", () => {
			const bench = makeTransport(0, { binary: false, closeCode: false });
			const socket = open(bench);
			socket.receive(hello(1000));
			rejection(bench.transport.sendAsync(buffer.create(1)));
			bench.scheduler.advance(5);
			expect(socket.sent.size()).to.equal(0);
		});

		it("should replace the timer without jitter when repeated", () => {
			const { transport, socket, scheduler } = openTransport(0);
			socket.receive(hello(10_000));
			acknowledge(socket);
			scheduler.advance(4);
			socket.receive(hello(5000));
			expect(transport.heartbeatInterval).to.equal(5000);
			expect(scheduler.sleeperCount()).to.equal(1);
			scheduler.advance(4.9);
			expect(nonces(socket).size()).to.equal(1);
			scheduler.advance(0.1);
			expect(nonces(socket).size()).to.equal(2);
		});
	});

	describe("heartbeat", () => {
		it("should carry an integer nonce without exponent, and the sequence", () => {
			const { socket, scheduler } = openTransport(1);
			socket.receive('{"op":5,"seq":12}');
			socket.receive(hello(1500));
			scheduler.advance(1.5);
			expect(socket.sent[0]).to.equal('{"op":3,"d":{"t":1001500,"seq_ack":12}}');
		});

		it("should acknowledge -1 before the first sequence", () => {
			const { socket, scheduler } = openTransport(1);
			socket.receive(hello(1500));
			scheduler.advance(1.5);
			expect(socket.sent[0]).to.equal('{"op":3,"d":{"t":1001500,"seq_ack":-1}}');
		});

		it("should measure the ping only from the ACK of its nonce", () => {
			const { transport, socket, scheduler } = openTransport(1);
			socket.receive(hello(1000));
			scheduler.advance(1);
			expect(transport.heartbeatAcknowledged).to.equal(false);
			expect(transport.heartbeatClockTime).to.equal(1001);
			scheduler.advance(0.25);
			socket.receive('{"op":6,"d":{"t":5}}');
			expect(transport.heartbeatAcknowledged).to.equal(false);
			expect(transport.heartbeatPing).to.equal(undefined);
			acknowledge(socket);
			expect(transport.heartbeatAcknowledged).to.equal(true);
			expect(transport.heartbeatPing).to.equal(0.25);
		});

		it("should not drift over a day", () => {
			const { socket, scheduler, transport } = openTransport(1);
			socket.receive(hello(13750));
			const beats = math.floor(DAY / 13.75);
			for (let beat = 1; beat <= beats; beat++) {
				scheduler.advance(1000 + beat * 13.75 - scheduler.now());
				expect(nonces(socket)[0]).to.equal(1_000_000 + beat * 13_750);
				acknowledge(socket);
				socket.sent.clear();
			}
			expect(transport.heartbeatClockTime).to.equal(1000 + beats * 13.75);
			expect(scheduler.sleeperCount()).to.equal(1);
			expect(scheduler.waitCount < 2 * beats).to.equal(true);
		});

		it("should not drift when each wake-up is late", () => {
			const { socket, scheduler } = openTransport(1);
			socket.receive(hello(1000));
			for (let beat = 1; beat <= 1000; beat++) {
				scheduler.advance(1000 + beat - 0.001 - scheduler.now());
				scheduler.freeze(0.02);
				expect(nonces(socket).size()).to.equal(1);
				acknowledge(socket);
				socket.sent.clear();
			}
		});

		it("should skip beats missed in a freeze, and keep the grid", () => {
			const { socket, scheduler } = openTransport(1);
			socket.receive(hello(1000));
			scheduler.freeze(7.5);
			expect(nonces(socket).size()).to.equal(1);
			acknowledge(socket);
			scheduler.advance(0.49);
			expect(nonces(socket).size()).to.equal(1);
			scheduler.advance(0.01);
			expect(nonces(socket).size()).to.equal(2);
		});

		it("should answer a requested beat at once, without zombifying", () => {
			const { socket, scheduler, heard } = openTransport(1);
			socket.receive(hello(1000));
			scheduler.advance(1);
			socket.receive('{"op":3,"d":null}');
			expect(nonces(socket).size()).to.equal(2);
			expect(nonces(socket)[1] > nonces(socket)[0]).to.equal(true);
			acknowledge(socket);
			scheduler.advance(1);
			expect(nonces(socket).size()).to.equal(3);
			expect(heard.includes("zombified")).to.equal(false);
		});
	});

	describe("a server that asks for too much", () => {
		it("should not cause more than one beat a second", () => {
			const { transport, socket, scheduler } = openTransport(1);
			socket.receive(hello(0.001));
			expect(transport.heartbeatInterval).to.equal(1000);
			for (const beat of $range(1, 5)) {
				scheduler.advance(0.99);
				expect(nonces(socket).size()).to.equal(beat - 1);
				scheduler.advance(0.01);
				expect(nonces(socket).size()).to.equal(beat);
				acknowledge(socket);
			}
		});

		it("should respect the heartbeat floor of the owner", () => {
			const bench = makeTransport(1, undefined, 50);
			open(bench).receive(hello(20));
			expect(bench.transport.heartbeatInterval).to.equal(50);
		});

		it("should get two beats for 10,000 requests in a row", () => {
			const { socket, scheduler } = openTransport(1);
			socket.receive(hello(60_000));
			for (const _ of $range(1, 10_000)) socket.receive('{"op":3,"d":null}');
			expect(nonces(socket).size()).to.equal(1);
			scheduler.advance(30);
			expect(nonces(socket).size()).to.equal(2);
		});

		it("should get no beat from a closed socket", () => {
			const { transport, socket, scheduler } = openTransport(1);
			for (const _ of $range(1, 3)) socket.receive('{"op":3,"d":null}');
			transport.forceClose();
			scheduler.advance(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should get one beat for 10,000 Hellos in a row", () => {
			const { socket, scheduler } = openTransport(0.5);
			for (const _ of $range(1, 10_000)) socket.receive(hello(1000));
			scheduler.advance(0.9);
			expect(nonces(socket).size()).to.equal(0);
			scheduler.advance(0.2);
			expect(nonces(socket).size()).to.equal(1);
		});
	});

	describe("heartbeatAsync", () => {
		it("should send one now, without yielding", () => {
			const { transport, socket } = openTransport();
			expectNoYield(() => transport.heartbeatAsync());
			expect(nonces(socket).size()).to.equal(1);
		});

		it("should zombify while one is unacknowledged, unless requested", () => {
			const { transport, socket, heard } = openTransport();
			transport.heartbeatAsync();
			transport.heartbeatAsync(true);
			expect(nonces(socket).size()).to.equal(2);
			transport.heartbeatAsync();
			expect(nonces(socket).size()).to.equal(2);
			expect(heard.join(",")).to.equal("connected,zombified");
		});

		it("should reject without a socket, and when zombied", () => {
			const { transport } = openTransport();
			transport.heartbeatAsync();
			transport.heartbeatAsync();
			expect(rejection(transport.heartbeatAsync())).to.equal(
				"cannot send a heartbeat: the connection is zombied",
			);
			transport.forceClose();
			const closed = makeTransport().transport;
			expect(rejection(closed.heartbeatAsync())).to.equal("cannot send: no socket is open");
		});
	});

	describe("heartbeatIn", () => {
		it("should beat after the given milliseconds, then in Hello's interval", () => {
			const { transport, socket, scheduler } = openTransport(1);
			transport.onMessage = (payload) => {
				if (payload.op === 8) transport.heartbeatIn(300);
			};
			socket.receive(hello(1000));
			expect(scheduler.sleeperCount()).to.equal(1);
			scheduler.advance(0.3);
			expect(nonces(socket).size()).to.equal(1);
			acknowledge(socket);
			scheduler.advance(0.99);
			expect(nonces(socket).size()).to.equal(1);
			scheduler.advance(0.01);
			expect(nonces(socket).size()).to.equal(2);
		});

		it("should work before Hello", () => {
			const { transport, socket, scheduler } = openTransport();
			transport.heartbeatIn(2000);
			for (let beat = 1; beat <= 3; beat++) {
				scheduler.advance(2);
				expect(nonces(socket).size()).to.equal(beat);
				acknowledge(socket);
			}
		});

		it("should throw without a socket, and on an invalid delay", () => {
			expect(() => makeTransport().transport.heartbeatIn(1)).to.throw("no socket is open");
			const { transport } = openTransport();
			for (const wrong of [-5, math.huge, 0 / 0]) expect(() => transport.heartbeatIn(wrong)).to.throw();
		});
	});

	describe("onZombified", () => {
		it("should fire once, at the due beat, and end the heartbeat", () => {
			const { transport, socket, scheduler, heard } = openTransport(1);
			socket.receive(hello(1000));
			scheduler.advance(1.999);
			expect(heard.join(",")).to.equal("connected,message 8");
			scheduler.advance(0.001);
			expect(heard.join(",")).to.equal("connected,message 8,zombified");
			scheduler.advance(100);
			socket.receive(hello(1000));
			transport.heartbeatIn(10);
			scheduler.advance(100);
			expect(nonces(socket).size()).to.equal(1);
			expect(heard.join(",")).to.equal("connected,message 8,zombified,message 8");
			expect(transport.heartbeatThread).to.equal(undefined);
			expect(transport.socketActive).to.equal(true);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should fire whatever other messages come", () => {
			const { socket, scheduler, heard } = openTransport(1);
			socket.receive(hello(1000));
			for (const seq of $range(1, 41)) {
				socket.receive(`{"op":5,"d":{},"seq":${seq}}`);
				scheduler.advance(0.05);
			}
			expect(heard.filter((line) => line === "zombified").size()).to.equal(1);
		});

		it("should fire again on the next socket", () => {
			const bench = openTransport(1);
			bench.transport.onZombified = () => {
				bench.heard.push("zombified");
				bench.transport.forceClose(4000);
			};
			bench.socket.receive(hello(1000));
			bench.scheduler.advance(2);
			const second = open(bench);
			bench.transport.sendAsync("x");
			second.receive(hello(1000));
			bench.scheduler.advance(2);
			expect(bench.heard.filter((line) => line === "zombified").size()).to.equal(2);
			expect(bench.scheduler.sleeperCount()).to.equal(0);
		});
	});

	describe("a socket that keeps alive", () => {
		const CAPABILITIES = { binary: true, closeCode: true, keepAlive: true };

		it("should get a beat to send when ours is late", () => {
			const bench = makeTransport(1, CAPABILITIES);
			const socket = open(bench);
			bench.transport.sendAsync('{"op":0}');
			socket.receive(hello(2000));
			expect(socket.keepAlives.size()).to.equal(0);
			bench.scheduler.advance(2);
			expect(socket.keepAlives.size()).to.equal(1);
			const [{ interval, delay, text }] = socket.keepAlives;
			expect(`${interval} ${delay}`).to.equal("2 2.5");
			expect(text).to.equal(socket.sent[1] as string);
			acknowledge(socket);
			socket.receive('{"op":5,"d":{},"seq":9}');
			bench.scheduler.advance(2);
			expect(socket.keepAlives[1].text?.find('"seq_ack":9', 1, true)[0]).to.be.ok();
		});

		it("should not affect the ping", () => {
			const bench = makeTransport(1, CAPABILITIES);
			const socket = open(bench);
			bench.transport.sendAsync('{"op":0}');
			socket.receive(hello(10_000));
			bench.scheduler.advance(10.25);
			acknowledge(socket);
			bench.scheduler.advance(5);
			acknowledge(socket);
			expect(bench.transport.heartbeatPing).to.equal(0.25);
			expect(bench.transport.heartbeatAcknowledged).to.equal(true);
		});

		it("should be skipped without the capability", () => {
			const { socket, scheduler } = openTransport(1);
			socket.receive(hello(1000));
			scheduler.advance(1);
			expect(socket.keepAlives.size()).to.equal(0);
		});
	});
};
