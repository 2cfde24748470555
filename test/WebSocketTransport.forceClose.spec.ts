/// <reference types="@rbxts/testez/globals" />

import { expectNoYield } from "./support/expectNoYield";
import { Bench, hello, makeTransport, open, openTransport, URL } from "./support/openTransport";

export = () => {
	/** Asserts the state after `forceClose`. */
	function expectGone({ transport, scheduler }: Bench): void {
		expect(transport.socketActive).to.equal(false);
		expect(transport.socketInstance).to.equal(undefined);
		expect(transport.socketThread).to.equal(undefined);
		expect(transport.heartbeatThread).to.equal(undefined);
		expect(transport.socketDisconnecting).to.equal(false);
		expect(scheduler.sleeperCount()).to.equal(0);
	}

	describe("forceClose", () => {
		it("should close an open socket and end both threads", () => {
			const bench = openTransport();
			bench.socket.receive(hello(1000));
			const { socketThread, heartbeatThread } = bench.transport;
			expectNoYield(() => bench.transport.forceClose(4000));
			expect(coroutine.status(socketThread as thread)).to.equal("dead");
			expect(coroutine.status(heartbeatThread as thread)).to.equal("dead");
			expect(bench.socket.closes.join(",")).to.equal("4000");
			expect(bench.heard.join(",")).to.equal("connected,message 8,disconnected 4000 true");
			expectGone(bench);
		});

		it("should do nothing if closed, or never open", () => {
			const bench = makeTransport();
			expectNoYield(() => bench.transport.forceClose());
			open(bench);
			expectNoYield(() => bench.transport.forceClose());
			expectNoYield(() => bench.transport.forceClose(4000));
			expect(bench.heard.join(",")).to.equal("connected,disconnected none true");
			expectGone(bench);
		});

		it("should work while connecting", () => {
			const bench = makeTransport();
			let fault: unknown;
			bench.scheduler.spawn(() => {
				[, fault] = pcall(() => bench.transport._openSocket(URL));
			});
			expectNoYield(() => bench.transport.forceClose(4000));
			expect(fault).to.equal("closed by forceClose");
			bench.network.socket().open();
			bench.network.socket().receive(hello(1000));
			expect(bench.network.socket().closes.join(",")).to.equal("4000");
			expect(bench.heard.size()).to.equal(0);
			expectGone(bench);
		});

		it("should work inside onConnected", () => {
			const bench = makeTransport();
			bench.transport.onConnected = () => expectNoYield(() => bench.transport.forceClose(4000));
			let fault: unknown;
			bench.scheduler.spawn(() => {
				[, fault] = pcall(() => bench.transport._openSocket(URL));
			});
			bench.network.socket().open();
			expect(fault).to.equal("closed by forceClose");
			expect(bench.heard.join(",")).to.equal("disconnected 4000 true");
			expectGone(bench);
		});

		it("should work inside onMessage", () => {
			const bench = openTransport();
			bench.socket.receive(hello(1000));
			const loop = bench.transport.socketThread as thread;
			bench.transport.onMessage = (payload) => {
				bench.heard.push(`message ${payload.op}`);
				expectNoYield(() => bench.transport.forceClose(4000));
			};
			bench.socket.receive('{"op":5}');
			bench.socket.receive('{"op":5}');
			expect(coroutine.status(loop)).to.equal("dead");
			expect(bench.heard.join(",")).to.equal("connected,message 8,message 5,disconnected 4000 true");
			expectGone(bench);
		});

		it("should work inside onMessage on Hello", () => {
			const bench = openTransport();
			bench.transport.onMessage = () => bench.transport.forceClose();
			bench.socket.receive(hello(1000));
			expectGone(bench);
		});

		it("should let a yielding callback finish", () => {
			const bench = openTransport();
			let isDone = false;
			bench.transport.onMessage = () => {
				bench.scheduler.wait(1);
				isDone = true;
			};
			bench.socket.receive('{"op":5}');
			const loop = bench.transport.socketThread as thread;
			bench.transport.forceClose();
			bench.scheduler.advance(1);
			expect(isDone).to.equal(true);
			expect(coroutine.status(loop)).to.equal("dead");
			expectGone(bench);
		});

		it("should work inside onZombified", () => {
			const bench = openTransport(1);
			bench.transport.onZombified = () => expectNoYield(() => bench.transport.forceClose(4000));
			bench.socket.receive(hello(1000));
			const heart = bench.transport.heartbeatThread as thread;
			bench.scheduler.advance(2);
			expect(coroutine.status(heart)).to.equal("dead");
			expect(bench.heard.join(",")).to.equal("connected,message 8,disconnected 4000 true");
			expectGone(bench);
		});

		it("should work inside onDisconnected", () => {
			const bench = openTransport();
			bench.transport.onDisconnected = (code) => {
				bench.heard.push(`disconnected ${code}`);
				bench.transport.forceClose(4000);
			};
			bench.socket.end(1001);
			expect(bench.heard.join(",")).to.equal("connected,disconnected 1001");
			expectGone(bench);
		});

		it("should set socketDisconnecting inside onDisconnected", () => {
			const bench = openTransport();
			const seen: Array<boolean> = [];
			bench.transport.onDisconnected = () => seen.push(bench.transport.socketDisconnecting);
			bench.transport.forceClose();
			open(bench).end();
			expect(seen.join(",")).to.equal("true,false");
		});

		it("should not wait for an onDisconnected that yields", () => {
			const bench = openTransport();
			bench.transport.onDisconnected = () => bench.scheduler.wait(1);
			expectNoYield(() => bench.transport.forceClose());
			bench.scheduler.advance(1);
			expectGone(bench);
		});

		it("should survive an adapter that throws", () => {
			const bench = openTransport();
			bench.socket.close = () => error("no");
			expectNoYield(() => bench.transport.forceClose());
			expect(bench.heard.join(",")).to.equal("connected,disconnected none true");
			expectGone(bench);
		});

		it("should throw on an invalid close code", () => {
			const { transport } = openTransport();
			for (const code of [0, 999, 1005, 1006, 5000, 1000.5]) {
				expect(() => transport.forceClose(code)).to.throw(`got ${code}`);
			}
			expect(transport.socketActive).to.equal(true);
		});
	});
};
