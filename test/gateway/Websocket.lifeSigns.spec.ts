/// <reference types="@rbxts/testez/globals" />

import {
	ACK,
	dispatch,
	Gateway,
	greet,
	HELLO,
	lose,
	makeGateway,
	opcodesOver,
	openGateway,
	READY,
	SLOW_HELLO,
} from "../support/gatewayHarness";
import { FakeSocket } from "../support/FakeSocket";

/** Seconds between two messages of a backlog. */
const GAP = 0.05;

/** The server sends `message` every 50 ms for `seconds`. */
function stream({ scheduler }: Pick<Gateway, "scheduler">, socket: FakeSocket, seconds: number, message = "{}"): void {
	for (const _ of $range(1, math.round(seconds / GAP))) {
		socket.receive(message);
		scheduler.advance(GAP);
	}
}

/** A connection that resumes, with Hello received. */
function resuming(hello = HELLO, options: Parameters<typeof makeGateway>[0] = {}) {
	const gateway = makeGateway(options);
	gateway.websocket.connect();
	greet(gateway, hello).receive(READY);
	lose(gateway);
	const socket = greet(gateway, hello);
	assert(gateway.websocket.status === "resuming");
	return { ...gateway, socket };
}

/** Returns the times of the heartbeats over `socket` in the next `seconds`, in seconds from now. */
function beatsIn({ scheduler }: Pick<Gateway, "scheduler">, socket: FakeSocket, seconds: number): string {
	const from = scheduler.now();
	const moments: Array<number> = [];
	for (const _ of $range(1, seconds)) {
		socket.sent.clear();
		scheduler.advance(1);
		for (const _beat of socket.sent) moments.push(scheduler.now() - from);
		if (socket.sent.size() > 0) socket.receive(ACK);
	}
	return moments.join(",");
}

export = () => {
	describe("life signs", () => {
		it("should include a message every 50 ms while the ACK is delayed", () => {
			const gateway = openGateway({}, HELLO);
			stream(gateway, gateway.socket, 60, dispatch("A", 2));
			expect(gateway.websocket.isConnected()).to.equal(true);
			expect(gateway.socket.closes.size()).to.equal(0);
			expect(gateway.websocket.inner().lastHeartbeatAcked).to.equal(false);
		});

		it("should include a single message between two beats, even a malformed one", () => {
			for (const message of [dispatch("A", 2), '{"op":77}', "{", buffer.fromstring("\0")]) {
				const gateway = openGateway({}, HELLO);
				gateway.scheduler.advance(14);
				gateway.socket.receive(message);
				gateway.scheduler.advance(2); // the second beat is at 15
				expect(gateway.websocket.isConnected()).to.equal(true);
				gateway.scheduler.advance(10);
				expect(gateway.websocket.isConnected()).to.equal(false);
			}
		});

		it("should not include a message before the last beat", () => {
			const gateway = openGateway({}, HELLO);
			gateway.scheduler.advance(4.9);
			gateway.socket.receive(dispatch("A", 2)); // the first beat is at 5
			gateway.scheduler.advance(10.2);
			expect(gateway.socket.closes.join(",")).to.equal("4200");
		});

		it("should be missed at the second beat of a silent socket", () => {
			const gateway = openGateway({}, HELLO);
			gateway.scheduler.advance(14.99);
			expect(gateway.websocket.isConnected()).to.equal(true);
			gateway.scheduler.advance(0.02);
			expect(gateway.websocket.isConnected()).to.equal(false);
		});

		it("should measure late ACKs each against its own beat", () => {
			const gateway = openGateway({}, HELLO);
			const { socket, scheduler, websocket } = gateway;
			stream(gateway, socket, 36, dispatch("A", 2)); // beats at 5, 15, 25, 35
			const from = scheduler.now() - 36;
			const pings: Array<number> = [];
			for (const _ of $range(1, 4)) {
				socket.receive(ACK);
				pings.push(math.round(websocket.ping + (from - scheduler.now()) * 1000));
			}
			expect(pings.join(",")).to.equal("-5000,-15000,-25000,-35000");
		});
	});

	describe("a backlog of ten intervals", () => {
		it("should be survived before READY", () => {
			const gateway = makeGateway();
			gateway.websocket.connect();
			const socket = greet(gateway, HELLO);
			stream(gateway, socket, 100);
			expect(gateway.websocket.status).to.equal("identifying");
			socket.receive(READY);
			expect(gateway.websocket.isConnected()).to.equal(true);
			expect(gateway.network.sockets.size()).to.equal(1);
		});

		it("should be survived before RESUMED, and be counted", () => {
			const gateway = resuming();
			let replayed = -1;
			gateway.websocket.onResumed.Connect((count) => (replayed = count));
			stream(gateway, gateway.socket, 100, dispatch("A", 2));
			expect(gateway.websocket.status).to.equal("resuming");
			gateway.socket.receive(dispatch("RESUMED", 3));
			expect(gateway.websocket.isConnected()).to.equal(true);
			expect(replayed).to.equal(2000);
		});
	});

	describe("deadlines", () => {
		it("should not be extended for a silent server", () => {
			const { scheduler, websocket } = resuming(SLOW_HELLO);
			scheduler.advance(59.9);
			expect(websocket.status).to.equal("resuming");
			scheduler.advance(0.2);
			expect(websocket.status).to.equal("waiting");
		});

		it("should end a stopped replay within two of them", () => {
			const gateway = resuming(SLOW_HELLO);
			stream(gateway, gateway.socket, 90, dispatch("A", 2));
			gateway.scheduler.advance(60);
			expect(gateway.websocket.status).to.equal("resuming");
			gateway.scheduler.advance(30.1);
			expect(gateway.websocket.status).to.equal("waiting");
			expect(gateway.logger.count("RESUMED did not arrive in time (60 s)")).to.equal(1);
		});

		/** Written by hand: the message that never comes, and how a connection comes to await it. */
		const AWAITED: ReadonlyArray<readonly [name: string, play: (gateway: Gateway) => void]> = [
			["Hello", ({ network }) => network.socket().open()],
			["READY", (gateway) => greet(gateway)],
			[
				"RESUMED",
				(gateway) => {
					greet(gateway).receive(READY);
					lose(gateway);
					greet(gateway);
				},
			],
		];
		for (const [name, play] of AWAITED) {
			it(`should end junk without ${name} after 600 s`, () => {
				const gateway = makeGateway();
				gateway.websocket.connect();
				gateway.scheduler.advance(0);
				play(gateway);
				const socket = gateway.network.socket();
				stream(gateway, socket, 599, "junk");
				expect(socket.closes.size()).to.equal(0);
				stream(gateway, socket, 2, "junk");
				expect(socket.closes.join(",")).to.equal("4200");
			});
		}

		it("should not be shortened by the handshake deadline", () => {
			const gateway = makeGateway({ deadlines: { ready: 30, handshake: 5 } });
			gateway.websocket.connect();
			greet(gateway);
			gateway.scheduler.advance(29.9);
			expect(gateway.websocket.status).to.equal("identifying");
		});
	});

	describe("op 1", () => {
		it("should be answered with two beats when 10,000 come in a row", () => {
			const { socket, scheduler, websocket } = openGateway();
			socket.sent.clear();
			for (const _ of $range(1, 10_000)) socket.receive('{"op":1}');
			scheduler.advance(60);
			expect(opcodesOver(socket)).to.equal("1,1");
			expect(websocket.isConnected()).to.equal(true);
		});

		it("should not exceed 120 messages in any 60 s", () => {
			const { socket, scheduler, websocket } = openGateway({}, '{"op":10,"d":{"heartbeat_interval":1}}');
			const sentAt: Array<number> = [];
			for (const _ of $range(1, 3000)) {
				if (websocket.buffer.size() < 100) websocket.send({ op: 3, d: {} });
				for (const _request of $range(1, 5)) socket.receive('{"op":1}');
				socket.receive(ACK);
				scheduler.advance(0.1);
				for (const _sent of socket.sent) sentAt.push(scheduler.now());
				socket.sent.clear();
			}
			expect(sentAt.size() > 300).to.equal(true);
			for (const index of $range(120, sentAt.size() - 1)) {
				expect(sentAt[index] - sentAt[index - 120] >= 59.9).to.equal(true);
			}
		});

		it("should leave no timer after the socket has closed", () => {
			const gateway = openGateway();
			for (const _ of $range(1, 3)) gateway.socket.receive('{"op":1}');
			gateway.websocket.close();
			gateway.scheduler.advance(0);
			expect(gateway.scheduler.sleeperCount()).to.equal(0);
		});
	});

	describe("Hello", () => {
		it("should not make it beat faster than once a second", () => {
			const gateway = openGateway({}, '{"op":10,"d":{"heartbeat_interval":0.001}}');
			expect(gateway.websocket.inner().heartbeatInterval).to.equal(1000);
			gateway.scheduler.advance(0.5); // the first beat
			gateway.socket.receive(ACK);
			expect(beatsIn(gateway, gateway.socket, 5)).to.equal("1,2,3,4,5");
		});

		it("should respect a lower heartbeatFloor", () => {
			const gateway = makeGateway({}, undefined, { heartbeatFloor: 100 });
			gateway.websocket.connect();
			greet(gateway, '{"op":10,"d":{"heartbeat_interval":50}}');
			expect(gateway.websocket.inner().heartbeatInterval).to.equal(100);
		});

		for (const share of [0, 0.5]) {
			it(`should make one schedule when it comes 10,000 times, with a jitter of ${share}`, () => {
				const gateway = makeGateway({}, undefined, { random: () => share });
				gateway.websocket.connect();
				const socket = greet(gateway, HELLO);
				socket.receive(READY);
				socket.sent.clear();
				for (const _ of $range(1, 10_000)) socket.receive(HELLO);
				gateway.scheduler.advance(9.9);
				expect(socket.sent.size()).to.equal(0);
				gateway.scheduler.advance(0.2);
				expect(opcodesOver(socket)).to.equal("1");
			});
		}
	});
};
