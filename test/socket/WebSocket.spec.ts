/// <reference types="@rbxts/testez/globals" />

import { SocketCapabilities } from "../../src/socket/SocketAdapter";
import { ReadyState, WebSocket, WebSocketOptions } from "../../src/socket/WebSocket";
import { expectNoYield } from "../support/expectNoYield";
import { FakeNetwork } from "../support/FakeSocket";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";
import { rejection } from "../support/rejection";

/** Capabilities of WebStreamClient. */
const POOR: SocketCapabilities = { binary: false, closeCode: false };

/** Without automatic pings, so that tests can count timers. */
const NO_PINGS: WebSocketOptions = { pingInterval: 0 };

const text = (data: string | buffer) => (typeIs(data, "buffer") ? `buffer ${buffer.tostring(data)}` : data);

function make(options: WebSocketOptions = NO_PINGS, capabilities?: SocketCapabilities, refusal?: string) {
	const network = new FakeNetwork(capabilities);
	network.refusal = refusal;
	const scheduler = new FakeScheduler();
	const logger = new RecordingLogger();
	const environment = { createSocket: network.createSocket, scheduler, random: () => 0.5 };
	const socket = new WebSocket("ws://a/?token=secret", { environment, logger, ...options });
	const heard: Array<string> = [];
	const hear = (line: string) => heard.push(`${line} @${socket.readyState}`);
	socket.on("open", () => hear("open"));
	socket.on("message", ({ data }) => hear(`message ${text(data)}`));
	socket.on("ping", (data) => hear(`ping ${buffer.tostring(data)}`));
	socket.on("pong", (milliseconds) => hear(`pong ${milliseconds}`));
	socket.on("error", (fault) => hear(`error ${fault.error}`));
	socket.on("close", ({ code, reason }) => hear(`close ${code} ${reason}`));
	const said = () => heard.join("|");
	return { network, scheduler, logger, socket, said, heard };
}

/** An open socket, and its peer. */
function open(options?: WebSocketOptions, capabilities?: SocketCapabilities) {
	const bench = make(options, capabilities);
	bench.scheduler.advance(0);
	const far = bench.network.socket();
	far.open();
	bench.heard.clear();
	return { ...bench, far };
}

export = () => {
	describe("WebSocket", () => {
		it("should open, exchange messages and close", () => {
			const { network, scheduler, socket, said } = make({ headers: { origin: "here" } });
			expect(socket.readyState).to.equal(0);
			expect(network.sockets.size()).to.equal(0);
			scheduler.advance(0);
			const far = network.socket();
			expect(far.url).to.equal("ws://a/?token=secret");
			expect(far.options?.headers?.origin).to.equal("here");
			far.open();
			socket.send("text");
			socket.send(buffer.fromstring("bytes"));
			far.receive("answer");
			far.receive(buffer.fromstring("bytes"));
			far.receivePing("x");
			far.end(4006, "session over");
			expect(socket.readyState).to.equal(2);
			scheduler.advance(0);
			expect(said()).to.equal(
				"open @1|message answer @1|message buffer bytes @1|ping x @1|close 4006 session over @3",
			);
			expect(far.sent.map(text).join(",")).to.equal("text,buffer bytes");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should ask for subprotocols, and show the chosen one", () => {
			const { network, scheduler, socket } = make({ protocols: ["v1", "v2"] });
			scheduler.advance(0);
			const far = network.socket();
			expect(far.options?.protocols?.join(",")).to.equal("v1,v2");
			far.protocol = "v2";
			expect(socket.protocol).to.equal("");
			far.open();
			expect(socket.protocol).to.equal("v2");
		});

		it("should reject invalid headers and subprotocols", () => {
			expect(() => make({ protocols: ["a b"] })).to.throw("must be a token");
			expect(() => make({ headers: { origin: "a\n" } })).to.throw("header origin");
		});

		it("should number its states like WHATWG", () => {
			expect(ReadyState.Connecting).to.equal(0);
			expect(ReadyState.Open).to.equal(1);
			expect(ReadyState.Closing).to.equal(2);
			expect(ReadyState.Closed).to.equal(3);
		});

		it("should drop a socket without a code, once", () => {
			const { scheduler, socket, far, said } = open();
			socket.terminate();
			socket.terminate();
			scheduler.advance(0);
			expect(far.closes.join(",")).to.equal("none");
			expect(said()).to.equal("close 1006 terminated @3");
			const opening = make();
			opening.socket.terminate();
			opening.scheduler.advance(0);
			expect(opening.said()).to.equal("close 1006 terminated @3");
		});

		it("should reject an invalid URL at once, without its query", () => {
			const [, reason] = pcall(() => new WebSocket("http://a?token=secret"));
			expect(tostring(reason).find("must start with ws://", 1, true)[0]).to.be.ok();
			expect(tostring(reason).find("secret")[0]).to.equal(undefined);
			for (const pingInterval of [-1, math.huge, 0 / 0]) {
				expect(() => new WebSocket("ws://a", { pingInterval })).to.throw("ping interval");
			}
		});

		it("should report a socket that cannot be created", () => {
			const { scheduler, said } = make({}, undefined, "too many");
			scheduler.advance(0);
			expect(said()).to.equal("error too many @3|close 1006 too many @3");
		});

		it("should report a lost connection, open or opening", () => {
			const { scheduler, said, far } = open();
			far.end(undefined, "reset");
			far.end(1000);
			far.receive("late");
			scheduler.advance(0);
			expect(said()).to.equal("error reset @3|close 1006 reset @3");

			const opening = make();
			opening.scheduler.advance(0);
			opening.network.socket().end();
			opening.scheduler.advance(0);
			expect(opening.said()).to.equal("error  @3|close 1006  @3");
		});

		it("should report no error for an end without code and reason", () => {
			const { scheduler, said, far } = open({}, POOR);
			far.end();
			scheduler.advance(0);
			expect(said()).to.equal("close 1006  @3");
		});

		it("should log an error without a listener", () => {
			const network = new FakeNetwork();
			const scheduler = new FakeScheduler();
			const logger = new RecordingLogger();
			network.refusal = "too many";
			new WebSocket("ws://a", { environment: { createSocket: network.createSocket, scheduler }, logger });
			scheduler.advance(0);
			expect(logger.lines.join("|")).to.equal("warn: the socket failed: too many");
		});

		it("should close once, with 1000 by default, without yielding", () => {
			const { scheduler, socket, said, far } = open();
			expectNoYield(() => socket.close());
			expectNoYield(() => socket.close(4000, "again"));
			expect(socket.readyState).to.equal(2);
			expect(said()).to.equal("");
			far.receive("late");
			scheduler.advance(0);
			socket.close();
			scheduler.advance(0);
			expect(said()).to.equal("close 1000  @3");
			expect(far.closes.join(",")).to.equal("1000");

			const other = open();
			other.socket.close(4001, "mine");
			other.scheduler.advance(0);
			expect(other.far.closes.join(",")).to.equal("4001");
			expect(other.said()).to.equal("close 4001 mine @3");
		});

		it("should close before and while it opens", () => {
			const before = make();
			before.socket.close();
			before.scheduler.advance(0);
			expect(before.network.sockets.size()).to.equal(0);
			expect(before.said()).to.equal("close 1006  @3");

			const opening = make();
			opening.scheduler.advance(0);
			opening.socket.close(1000, "never mind");
			opening.network.socket().open();
			opening.scheduler.advance(0);
			expect(opening.said()).to.equal("close 1006 never mind @3");
			expect(opening.scheduler.sleeperCount()).to.equal(0);
		});

		it("should reject invalid close codes and reasons", () => {
			const { socket } = open();
			expect(() => socket.close(1006)).to.throw("got 1006");
			expect(() => socket.close(1000, string.rep("x", 124))).to.throw("got 124");
			expect(socket.readyState).to.equal(1);
		});

		it("should reject messages that cannot be sent", () => {
			const opening = make();
			expect(() => opening.socket.send("x")).to.throw("cannot send: the socket is connecting");
			const { scheduler, socket } = open();
			expect(() => socket.send("\xff")).to.throw("UTF-8");
			socket.close();
			expect(() => socket.send("x")).to.throw("the socket is closing");
			scheduler.advance(0);
			expect(() => socket.send("x")).to.throw("the socket is closed");
		});

		it("should report what the adapter cannot do", () => {
			const { socket } = open({}, POOR);
			expect(socket.capabilities).to.equal(POOR);
			expect(() => socket.send(buffer.create(1))).to.throw("sends text only");
			expect(rejection(socket.ping())).to.equal("cannot ping: this kind of socket has no pings");
			expect(socket.readyState).to.equal(1);
			expect(socket.latency).to.equal(-1);
		});

		it("should end, and not throw, if the network fails to send", () => {
			const { scheduler, socket, said, far } = open();
			far.sendFault = "broken";
			socket.send("x");
			scheduler.advance(0);
			expect(said()).to.equal("error cannot send: broken @3|close 1006 cannot send: broken @3");
		});

		it("should isolate listeners from each other", () => {
			const { scheduler, socket, far, heard, logger } = open();
			socket.on("message", () => error("no", 0));
			socket.on("message", () => scheduler.wait(1));
			socket.on("message", () => heard.push("last"));
			expectNoYield(() => far.receive("x"));
			expect(heard.join("|")).to.equal("message x @1|last");
			expect(logger.count("listener of message threw: no")).to.equal(1);
		});

		it("should let a listener close the socket", () => {
			const { scheduler, socket, far, said } = open();
			socket.on("message", () => socket.close());
			far.receive("x");
			far.receive("y");
			scheduler.advance(0);
			expect(said()).to.equal("message x @1|close 1000  @3");
		});

		it("should emit debug messages, without the query of the URL", () => {
			const { network, scheduler, socket } = make();
			const lines: Array<string> = [];
			socket.on("debug", (line) => lines.push(line));
			scheduler.advance(0);
			network.socket().open();
			socket.close(4000, "mine");
			scheduler.advance(0);
			expect(lines.join("|")).to.equal("opening ws://a/|open|closed by us, code 4000: mine");
		});
	});

	describe("WebSocket.keepAlive", () => {
		it("should pass it to the adapter", () => {
			const { socket, far } = open(NO_PINGS, { binary: true, closeCode: true, keepAlive: true });
			socket.keepAlive({ interval: 5, text: "beat" });
			expect(far.keepAlives[0].text).to.equal("beat");
			far.sendFault = "broken pipe";
			expect(() => socket.keepAlive({ interval: 0 })).never.to.throw(); // `error` and `close` follow
			expect(() => socket.keepAlive({ interval: 5 })).to.throw("the socket is closing");
		});

		it("should throw if the adapter has no keep-alive", () => {
			const { socket } = open(NO_PINGS, { binary: true, closeCode: true });
			expect(() => socket.keepAlive({ interval: 5, text: "beat" })).to.throw("no keep-alive");
		});
	});

	describe("WebSocket.ping", () => {
		it("should resolve with the milliseconds of its own pong", () => {
			const { scheduler, socket, far, said } = open();
			let result: number | undefined;
			socket.ping("mine").then((milliseconds) => (result = milliseconds));
			expect(far.pings.join(",")).to.equal("mine");
			scheduler.advance(0.25);
			far.receivePong("other");
			expect(result).to.equal(undefined);
			far.receivePong("mine");
			expect(result).to.equal(250);
			expect(socket.latency).to.equal(250);
			expect(said()).to.equal("pong nil @1|pong 250 @1");
		});

		it("should send a unique payload by default", () => {
			const { socket, far } = open();
			socket.ping();
			socket.ping();
			socket.ping(buffer.fromstring("\xff"));
			expect(far.pings[0]).never.to.equal(far.pings[1]);
			expect(far.pings[2]).to.equal("\xff");
			expect(() => socket.ping(string.rep("x", 126))).to.throw("got 126");
		});

		it("should reject when the socket is not open, closes, fails, or is silent", () => {
			expect(rejection(make().socket.ping())).to.equal("cannot ping: no socket is open");
			const closing = open();
			const lost = closing.socket.ping();
			closing.socket.close();
			expect(rejection(lost)).to.equal("the socket closed before the pong came");
			const silent = open();
			const late = silent.socket.ping();
			silent.scheduler.advance(30);
			expect(rejection(late)).to.equal("no pong within 30 s");
			const broken = open();
			broken.far.sendFault = "broken";
			expect(rejection(broken.socket.ping())).to.equal("cannot ping: broken");
			expect(broken.socket.readyState).to.equal(2);
		});

		it("should ping automatically, and measure", () => {
			const { scheduler, socket, far } = open({ pingInterval: 10 });
			scheduler.advance(9.99);
			expect(far.pings.size()).to.equal(0);
			for (const count of $range(1, 5)) {
				scheduler.advance(10);
				expect(far.pings.size()).to.equal(count);
				far.receivePong();
			}
			expect(socket.latency > 0).to.equal(true);
			socket.close();
			scheduler.advance(100);
			expect(far.pings.size()).to.equal(5);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should fail after three automatic pings without a pong", () => {
			const { scheduler, far, said } = open({ pingInterval: 10 });
			scheduler.advance(39.9);
			expect(far.pings.size()).to.equal(3);
			expect(said()).to.equal("");
			scheduler.advance(0.1);
			expect(said()).to.equal("error no pong to 3 pings in a row @3|close 1006 no pong to 3 pings in a row @3");
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should not ping automatically if it cannot, or with interval 0", () => {
			const poor = open({ pingInterval: 10 }, POOR);
			poor.scheduler.advance(100);
			expect(poor.said()).to.equal("");
			const told = open(NO_PINGS);
			told.scheduler.advance(100);
			expect(told.far.pings.size()).to.equal(0);
		});

		it("should ping every 30 seconds by default", () => {
			const { scheduler, far } = open({});
			scheduler.advance(30);
			expect(far.pings.size()).to.equal(1);
		});
	});
};
