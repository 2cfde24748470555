/// <reference types="@rbxts/testez/globals" />

import { Gateway, greet, lose, makeGateway, READY } from "../support/gatewayHarness";

function ready(gateway: Gateway): void {
	gateway.websocket.connect();
	greet(gateway).receive(READY);
}

/** Brings a connection into each status. */
const MOMENTS: ReadonlyArray<readonly [status: string, play: (gateway: Gateway) => void]> = [
	["idle", () => {}],
	[
		"connecting",
		({ websocket, scheduler }) => {
			websocket.connect();
			scheduler.advance(0);
		},
	],
	[
		"greeting",
		(gateway) => {
			gateway.websocket.connect();
			gateway.scheduler.advance(0);
			gateway.network.socket().open();
		},
	],
	[
		"queued",
		(gateway) => {
			ready(gateway);
			lose(gateway, 4009);
			greet(gateway);
		},
	],
	[
		"identifying",
		(gateway) => {
			gateway.websocket.connect();
			greet(gateway);
		},
	],
	[
		"resuming",
		(gateway) => {
			ready(gateway);
			lose(gateway);
			greet(gateway);
		},
	],
	["ready", ready],
	[
		"waiting",
		(gateway) => {
			gateway.websocket.connect();
			gateway.scheduler.advance(0);
			lose(gateway);
		},
	],
	[
		"closed",
		({ websocket }) => {
			websocket.connect();
			websocket.close();
		},
	],
];

const CALLS: Record<string, (gateway: Gateway) => void> = {
	connect: ({ websocket }) => websocket.connect(),
	reconnect: ({ websocket }) => websocket.reconnect(),
	close: ({ websocket }) => websocket.close(),
	terminate: ({ websocket }) => websocket.terminate(),
	send: ({ websocket }) => websocket.send({ op: 3 }),
};

/** Written by hand, as docs/gateway.md has it: the status after each call, and "+" if there is a new socket. */
const EXPECTED: Record<string, Record<string, string>> = {
	idle: { connect: "connecting+", reconnect: "connecting+", close: "closed", terminate: "idle", send: "idle" },
	connecting: {
		connect: "connecting",
		reconnect: "connecting+",
		close: "closed",
		terminate: "waiting",
		send: "connecting",
	},
	greeting: {
		connect: "greeting",
		reconnect: "connecting+",
		close: "closed",
		terminate: "waiting",
		send: "greeting",
	},
	queued: { connect: "queued", reconnect: "connecting+", close: "closed", terminate: "waiting", send: "queued" },
	identifying: {
		connect: "identifying",
		reconnect: "connecting+",
		close: "closed",
		terminate: "waiting",
		send: "identifying",
	},
	resuming: {
		connect: "resuming",
		reconnect: "connecting+",
		close: "closed",
		terminate: "waiting",
		send: "resuming",
	},
	ready: { connect: "ready", reconnect: "connecting+", close: "closed", terminate: "connecting+", send: "ready" },
	waiting: {
		connect: "connecting+",
		reconnect: "connecting+",
		close: "closed",
		terminate: "waiting",
		send: "waiting",
	},
	closed: { connect: "connecting+", reconnect: "connecting+", close: "closed", terminate: "closed", send: "closed" },
};

export = () => {
	describe("calls", () => {
		for (const [status, play] of MOMENTS) {
			for (const [call, outcome] of pairs(EXPECTED[status])) {
				it(`should be ${outcome} after ${call} while ${status}`, () => {
					const gateway = makeGateway();
					play(gateway);
					expect(gateway.websocket.status).to.equal(status);
					const before = gateway.network.sockets.size();
					CALLS[call](gateway);
					gateway.scheduler.advance(0);
					const isNew = gateway.network.sockets.size() > before;
					expect(`${gateway.websocket.status}${isNew ? "+" : ""}`).to.equal(outcome);
					// Queued, except in a session, where it went out. Discarded by a close.
					const kept = call === "send" && status !== "ready" ? 1 : 0;
					expect(gateway.websocket.buffer.size()).to.equal(kept);
					gateway.websocket.close();
					gateway.scheduler.advance(0);
					expect(gateway.scheduler.sleeperCount()).to.equal(0);
				});
			}
		}
	});
};
