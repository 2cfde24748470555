/// <reference types="@rbxts/testez/globals" />

import { GatewayChannel } from "../../src/gateway/GatewayChannel";
import { resolveEnvironment } from "../../src/socket/SocketEnvironment";
import { FakeScheduler } from "../support/FakeScheduler";
import { FakeNetwork } from "../support/FakeSocket";
import { FIRST_URL } from "../support/gatewayHarness";
import { RecordingLogger } from "../support/RecordingLogger";

function make() {
	const network = new FakeNetwork();
	const scheduler = new FakeScheduler();
	const log = new RecordingLogger();
	const heard: Array<string> = [];
	const environment = resolveEnvironment({ createSocket: network.createSocket, scheduler, random: () => 0.5 });
	const channel = new GatewayChannel({
		...{ environment, logger: log, log, headers: { "user-agent": "test" } },
		encodeBeat: () => "beat",
		onOpen: () => heard.push("open"),
		onMessage: (data) => heard.push(data as string),
		onClose: (code, reason) => heard.push(`close ${code} ${reason}`),
		onZombie: () => heard.push("zombie"),
		onChanged: () => {},
	});
	/** Opens another socket, up to its open event. */
	const open = () => {
		channel.open(FIRST_URL);
		scheduler.advance(0);
		network.socket().open();
		return network.socket();
	};
	return { scheduler, heard, channel, open };
}

export = () => {
	describe("GatewayChannel", () => {
		it("should forward the events of its socket", () => {
			const { channel, open, heard, scheduler } = make();
			const socket = open();
			expect(socket.options?.headers?.["user-agent"]).to.equal("test");
			socket.receive("a");
			expect(channel.transmit("b")).to.equal(undefined);
			expect(socket.sent.join(",")).to.equal("b");
			socket.end(4000, "why");
			scheduler.advance(0);
			expect(heard.join("|")).to.equal("open|a|close 4000 why");
		});

		it("should ignore a socket that was released, and return it", () => {
			const { channel, open, heard } = make();
			const socket = open();
			const ws = channel.release();
			socket.receive("late");
			expect(heard.join("|")).to.equal("open");
			expect(channel.transmit("x")).to.equal("cannot send: no socket is open");
			ws?.close(4200);
			expect(socket.closes.join(",")).to.equal("4200");
		});

		it("should beat in the interval of Hello, and reserve room for the beats", () => {
			const { channel, open, scheduler } = make();
			const socket = open();
			channel.hello(10_000);
			scheduler.advance(5);
			expect(socket.sent.join(",")).to.equal("beat");
			let count = 0;
			while (channel.untilFree() === 0) {
				channel.transmit("x");
				count += 1;
			}
			expect(count).to.equal(120 - 6 - 2 - 1); // beats of a minute, two to spare, the one that went out
		});

		it("should report a zombie once", () => {
			const { channel, open, scheduler, heard } = make();
			open();
			channel.hello(10_000);
			scheduler.advance(40);
			expect(heard.join("|")).to.equal("open|zombie");
		});

		it("should give each socket its own rate limit", () => {
			const { channel, open } = make();
			open();
			while (channel.untilFree() === 0) channel.transmit("x");
			open();
			expect(channel.untilFree()).to.equal(0);
		});

		it("should say why a message was not sent", () => {
			const { channel, open } = make();
			expect(channel.transmit("x")).to.equal("cannot send: no socket is open");
			open().sendFault = "broken pipe";
			expect(channel.transmit("x")).to.equal("cannot send: the network failed");
		});
	});
};
