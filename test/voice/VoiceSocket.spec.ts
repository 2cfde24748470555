/// <reference types="@rbxts/testez/globals" />

import { SocketCapabilities } from "../../src/socket/SocketAdapter";
import { resolveEnvironment } from "../../src/socket/SocketEnvironment";
import { VoiceSocket } from "../../src/voice/VoiceSocket";
import { FakeNetwork } from "../support/FakeSocket";
import { FakeScheduler } from "../support/FakeScheduler";
import { RecordingLogger } from "../support/RecordingLogger";
import { HELLO } from "../support/voiceHarness";

const URL = "wss://voice.example/?v=8";

function make(capabilities?: SocketCapabilities) {
	const network = new FakeNetwork(capabilities);
	const scheduler = new FakeScheduler();
	const heard: Array<string> = [];
	const environment = resolveEnvironment({ scheduler, createSocket: network.createSocket, random: () => 1 });
	const socket = new VoiceSocket(new RecordingLogger(), environment, {
		onOpen: () => heard.push("open"),
		onMessage: ({ op }) => heard.push(`message ${op}`),
		onZombie: () => heard.push("zombie"),
		onFailed: (reason) => heard.push(`failed ${reason}`),
		onEnded: (code, reason) => heard.push(`ended ${code ?? "none"} ${reason}`),
	});
	const open = () => socket.open(() => URL, false);
	return { network, scheduler, heard, socket, open };
}

export = () => {
	describe("VoiceSocket", () => {
		it("should report opening, messages and the end", () => {
			const { network, heard, open } = make();
			open();
			network.socket().open();
			network.socket().receive(HELLO);
			network.socket().end(4015, "crash");
			expect(heard.join(",")).to.equal("open,message 8,ended 4015 crash");
		});

		it("should report a socket that cannot be opened", () => {
			const { network, heard, open, socket } = make();
			network.refusal = "refused";
			open();
			expect(heard.join(",")).to.equal("failed refused");
			socket.open(() => error("no endpoint", 0), false);
			expect(heard[1]).to.equal("failed no endpoint");
		});

		it("should report nothing from a dropped socket, open or opening", () => {
			const { network, heard, open, socket } = make();
			open();
			socket.drop(4000);
			open();
			network.socket().open();
			socket.drop(4000);
			network.socket().end(4006);
			expect(heard.join(",")).to.equal("open");
			expect(network.sockets.map(({ closes }) => closes.join("+")).join(",")).to.equal("4000,4000");
		});

		it("should call onLate unless Hello comes in time", () => {
			const { network, scheduler, open, socket } = make();
			let late = 0;
			for (const _ of $range(1, 2)) {
				open();
				network.socket().open();
				socket.expectHello(10, () => (late += 1));
				if (late === 1) network.socket().receive(HELLO);
				scheduler.advance(10);
				socket.drop();
			}
			expect(late).to.equal(1);
		});

		it("should not call onLate for a socket that has ended", () => {
			const { network, scheduler, open, socket } = make();
			let late = 0;
			for (const finish of [() => network.socket().end(), () => socket.drop()]) {
				open();
				network.socket().open();
				socket.expectHello(10, () => (late += 1));
				finish();
			}
			scheduler.advance(20);
			expect(late).to.equal(0);
			expect(scheduler.sleeperCount()).to.equal(0);
		});

		it("should say whether the last open socket reports close codes", () => {
			const { network, open, socket } = make({ binary: true, closeCode: false });
			expect(socket.tellsCloseCodes).to.equal(true);
			open();
			network.socket().open();
			expect(socket.tellsCloseCodes).to.equal(false);
		});

		it("should report a zombie", () => {
			const { network, scheduler, heard, open, socket } = make();
			open();
			network.socket().open();
			network.socket().receive(HELLO);
			socket.transport.sendAsync("{}");
			scheduler.advance(20);
			expect(heard.join(",")).to.equal("open,message 8,zombie");
		});
	});
};
