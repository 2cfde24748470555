/// <reference types="@rbxts/testez/globals" />

import { resolveEnvironment } from "../../src/socket/SocketEnvironment";
import { askForDave, carriesDave } from "../../src/voice/askForDave";
import { TransportFields } from "../../src/TransportFields";
import { FakeNetwork } from "../support/FakeSocket";

const LISTENER = { onOpen() {}, onMessage() {}, onClose() {} };

export = () => {
	describe("carriesDave", () => {
		it("should be what the open socket says", () => {
			const fields = new TransportFields();
			expect(carriesDave(fields)).to.equal(false);
			for (const dave of [undefined, false, true]) {
				const network = new FakeNetwork({ binary: true, closeCode: true, dave });
				network.createSocket("wss://far.example", LISTENER);
				fields.socketInstance = network.socket();
				expect(carriesDave(fields)).to.equal(dave === true);
			}
		});
	});

	describe("askForDave", () => {
		it("should ask, and hand on what can be read", () => {
			const network = new FakeNetwork();
			const heard: Array<string> = [];
			const environment = askForDave(
				resolveEnvironment(network),
				() => "1",
				({ kind }) => heard.push(kind),
			);
			environment.createSocket("wss://far.example", LISTENER, { headers: { origin: "here" } });
			const { options } = network.socket();
			expect(options?.headers?.origin).to.equal("here");
			options?.onDave?.({ state: "pending" });
			options?.onDave?.({ state: "of a later version" });
			options?.onDave?.({ state: "none" });
			expect(heard.join(",")).to.equal("pending,none");
		});

		it("should ask nobody where the channel is not known", () => {
			const network = new FakeNetwork();
			for (const channelId of [undefined, ""]) {
				const environment = askForDave(
					resolveEnvironment(network),
					() => channelId,
					() => {},
				);
				environment.createSocket("wss://far.example", LISTENER);
				expect(network.socket().options?.onDave).to.equal(undefined);
			}
		});
	});
};
