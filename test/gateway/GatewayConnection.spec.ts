/// <reference types="@rbxts/testez/globals" />

import { FakeNetwork } from "../support/FakeSocket";
import { FIRST_URL, greet, lose, makeGateway, opcodesOver, READY, RESUME_URL } from "../support/gatewayHarness";

export = () => {
	describe("GatewayConnection", () => {
		it("should resume at the URL of READY, and fall back to the first URL", () => {
			const gateway = makeGateway();
			gateway.websocket.connect();
			greet(gateway).receive(READY);
			lose(gateway);
			gateway.scheduler.advance(0);
			expect(gateway.network.socket().url).to.equal(RESUME_URL);
			lose(gateway); // before it opens
			gateway.scheduler.advance(10);
			expect(gateway.network.socket().url).to.equal(FIRST_URL);
		});

		it("should close the socket and end where ETF needs binary messages", () => {
			const gateway = makeGateway({ encoding: "etf" }, new FakeNetwork({ binary: false, closeCode: true }));
			gateway.websocket.connect();
			gateway.scheduler.advance(0);
			gateway.network.socket().open();
			gateway.scheduler.advance(0);
			expect(gateway.closures.join(",")).to.equal("unsupported none");
			expect(gateway.network.socket().closes.join(",")).to.equal("4200");
			expect(gateway.scheduler.sleeperCount()).to.equal(0);
		});

		it("should share one rate limit between commands and beats", () => {
			const gateway = makeGateway();
			gateway.websocket.connect();
			const socket = greet(gateway);
			socket.receive(READY);
			for (const _ of $range(1, 200)) gateway.websocket.send({ op: 3, d: {} });
			expect(socket.sent.size()).to.equal(120 - 1 - 2); // one beat is due, two are spare
			gateway.websocket.heartbeat().expect();
			expect(opcodesOver(socket).sub(-2)).to.equal(",1");
		});
	});
};
