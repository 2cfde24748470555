/// <reference types="@rbxts/testez/globals" />

import { SocketCapabilities, SocketFactory } from "../../src/socket/SocketAdapter";
import { SocketLifetime, SocketEnd } from "../../src/socket/SocketLifetime";
import { expectNoYield } from "../support/expectNoYield";
import { FakeNetwork } from "../support/FakeSocket";
import { FakeScheduler } from "../support/FakeScheduler";

function make(capabilities?: SocketCapabilities) {
	const network = new FakeNetwork(capabilities);
	const scheduler = new FakeScheduler();
	const heard: Array<string> = [];
	const lifetime = new SocketLifetime(scheduler, {
		onOpen: () => heard.push("open"),
		onMessage: (message) => heard.push(`message ${message}`),
		onPing: (data) => heard.push(`ping ${buffer.tostring(data)}`),
		onPong: (data) => heard.push(`pong ${buffer.tostring(data)}`),
		onEnd: (socketEnd: SocketEnd) => {
			const { code, reason, wasOpen, bySelf } = socketEnd;
			heard.push(
				`end ${code ?? "none"} "${reason}" ${wasOpen ? "open" : "opening"} ${bySelf ? "self" : "other"}`,
			);
		},
	});
	let outcome = "waiting";
	const open = () => {
		scheduler.spawn(() => {
			const [ok, reason] = pcall(() =>
				lifetime.open(network.createSocket, "ws://a", { headers: { origin: "here" } }),
			);
			outcome = ok ? "open" : tostring(reason);
		});
	};
	return { network, scheduler, heard, lifetime, open, outcome: () => outcome };
}

export = () => {
	describe("SocketLifetime", () => {
		it("should open, pass messages on, and end once", () => {
			const { network, heard, open, outcome } = make();
			open();
			expect(outcome()).to.equal("waiting");
			const socket = network.socket();
			socket.open();
			socket.open();
			expect(outcome()).to.equal("open");
			socket.receive("a");
			socket.end(4006, "over");
			socket.end();
			socket.receive("b");
			expect(heard.join("|")).to.equal('open|message a|end 4006 "over" open other');
		});

		it("should throw the reason if it cannot open", () => {
			const refused = make();
			refused.network.refusal = "too many";
			refused.open();
			expect(refused.outcome()).to.equal("too many");
			expect(refused.heard.join("|")).to.equal('end none "too many" opening other');

			const ended = make();
			ended.open();
			ended.network.socket().end();
			expect(ended.outcome()).to.equal("the socket closed before it was open");
		});

		it("should ignore events before it is open", () => {
			const { network, heard, open } = make();
			open();
			network.socket().receive("early");
			expect(heard.size()).to.equal(0);
		});

		it("should close, open or opening, without yielding", () => {
			const { network, heard, lifetime, open, outcome } = make();
			open();
			expectNoYield(() => lifetime.close(4000, "mine"));
			expectNoYield(() => lifetime.close(4000, "mine"));
			expect(outcome()).to.equal("mine");
			network.socket().open();
			expect(heard.join("|")).to.equal('end 4000 "mine" opening self');
			expect(network.socket().closes.join(",")).to.equal("4000");
		});

		it("should close an adapter that is created during close", () => {
			const { network, heard, lifetime } = make();
			const createSocket: SocketFactory = (url, listener) => {
				lifetime.close(4000, "mine");
				return network.createSocket(url, listener);
			};
			expect(() => lifetime.open(createSocket, "ws://a")).to.throw("mine");
			expect(network.socket().closes.size()).to.equal(1);
			expect(heard.size()).to.equal(1);
		});

		it("should not resume a thread that its owner has closed", () => {
			const { network, lifetime, scheduler, heard } = make();
			const thread = scheduler.spawn(() => lifetime.open(network.createSocket, "ws://a"));
			coroutine.close(thread);
			network.socket().open();
			expect(heard.join("|")).to.equal("open");
		});

		it("should send, or return the reason", () => {
			const { network, lifetime, open } = make();
			expect(lifetime.send("x")).to.equal("cannot send: no socket is open");
			open();
			expect(lifetime.send("x")).to.equal("cannot send: no socket is open");
			network.socket().open();
			expect(lifetime.send("x")).to.equal(undefined);
			network.socket().sendFault = "broken";
			expect(lifetime.send("x")).to.equal("cannot send: broken");
			expect(lifetime.send("x")).to.equal("cannot send: no socket is open");
		});

		it("should ping, or return the reason", () => {
			const { network, heard, lifetime, open } = make();
			expect(lifetime.ping(buffer.fromstring("x"))).to.equal("cannot ping: no socket is open");
			open();
			const socket = network.socket();
			expect(socket.options?.headers?.origin).to.equal("here");
			socket.receivePong("early");
			socket.open();
			expect(lifetime.ping(buffer.fromstring("x"))).to.equal(undefined);
			socket.receivePong();
			socket.receivePing("y");
			socket.sendFault = "broken";
			expect(lifetime.ping(buffer.fromstring("x"))).to.equal("cannot ping: broken");
			socket.receivePing("late");
			expect(heard.join("|")).to.equal('open|pong x|ping y|end none "cannot ping: broken" open other');

			const without = make({ binary: true, closeCode: true });
			without.open();
			without.network.socket().open();
			expect(without.lifetime.ping(buffer.create(0))).to.equal("cannot ping: this kind of socket has no pings");
		});

		it("should fail like the network", () => {
			const { network, heard, lifetime, open } = make();
			open();
			network.socket().open();
			expectNoYield(() => lifetime.fail("silent"));
			expectNoYield(() => lifetime.fail("silent"));
			expect(heard.join("|")).to.equal('open|end none "silent" open other');
		});
	});
};
