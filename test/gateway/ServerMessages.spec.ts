/// <reference types="@rbxts/testez/globals" />

import { dispatch, greet, makeGateway, openGateway, READY, readyBody, SLOW_HELLO } from "../support/gatewayHarness";

export = () => {
	describe("ServerMessages", () => {
		it("should set the sequence before any handler runs", () => {
			const { websocket, socket } = openGateway();
			const seen: Array<string> = [];
			websocket.onPayload.Connect(() => seen.push(tostring(websocket.inner().lastSequenceIdentifier)));
			socket.receive(dispatch("A", 41));
			expect(seen.join(",")).to.equal("41");
		});

		it("should leave nothing out of order when a handler closes the connection", () => {
			const gateway = makeGateway();
			const heard: Array<string> = [];
			gateway.websocket.onStatusChanged.Connect((status) => {
				if (status === "ready") gateway.websocket.close();
			});
			gateway.websocket.onReady.Connect(() => heard.push("ready"));
			gateway.websocket.onGuilds.Connect(() => heard.push("guilds"));
			gateway.websocket.onClosed.Connect(() => heard.push("closed"));
			gateway.websocket.connect();
			greet(gateway).receive(READY);
			expect(heard.join(",")).to.equal("closed");
		});

		it("should count messages that it cannot read, and go on", () => {
			const { socket, logger, websocket } = openGateway();
			socket.receive('{"op":0,"t":"READY","d":5}');
			expect(logger.count("skipped a malformed message (1 so far): opcode 0, READY")).to.equal(1);
			socket.receive("{");
			expect(logger.count("skipped a malformed message (2 so far): it cannot be decoded")).to.equal(1);
			expect(websocket.isConnected()).to.equal(true);
		});

		it("should fire onGuilds at once if READY lists no guild", () => {
			const heard: Array<number> = [];
			const gateway = makeGateway();
			gateway.websocket.onGuilds.Connect((missing) => heard.push(missing.size()));
			gateway.websocket.connect();
			greet(gateway, SLOW_HELLO).receive(dispatch("READY", 1, readyBody([])));
			expect(heard.join(",")).to.equal("0");
		});
	});
};
