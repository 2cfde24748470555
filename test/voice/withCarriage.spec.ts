/// <reference types="@rbxts/testez/globals" />

import { Encryption } from "../../src/protocol/voice/encryption";
import { resolveEnvironment } from "../../src/socket/SocketEnvironment";
import { withCarriage, carriesDave, carriesMedia } from "../../src/voice/withCarriage";
import { FakeNetwork } from "../support/FakeSocket";

const LISTENER = { onOpen() {}, onMessage() {}, onClose() {} };

export = () => {
	describe("carriesDave", () => {
		it("should follow the capabilities of the open socket", () => {
			expect(carriesDave({})).to.equal(false);
			for (const dave of [undefined, false, true]) {
				const network = new FakeNetwork({ binary: true, closeCode: true, dave });
				network.createSocket("wss://far.example", LISTENER);
				expect(carriesDave({ socketInstance: network.socket() })).to.equal(dave === true);
			}
		});
	});

	describe("carriesMedia", () => {
		it("should follow the capabilities of the open socket", () => {
			expect(carriesMedia({})).to.equal(false);
			for (const media of [undefined, false, true]) {
				const network = new FakeNetwork({ binary: true, closeCode: true, media });
				network.createSocket("wss://far.example", LISTENER);
				expect(carriesMedia({ socketInstance: network.socket() })).to.equal(media === true);
			}
		});
	});

	describe("withCarriage", () => {
		function open(channelId: string | undefined, onMedia?: (data: unknown) => void) {
			const network = new FakeNetwork();
			const heard: Array<string> = [];
			const request = {
				channelId: () => channelId,
				onEncryption: ({ kind }: Encryption) => heard.push(kind),
				onMedia,
			};
			const environment = withCarriage(resolveEnvironment(network), request);
			environment.createSocket("wss://far.example", LISTENER, { headers: { origin: "here" } });
			return { options: network.socket().options, heard };
		}

		it("should request DAVE, and pass valid states on", () => {
			const { options, heard } = open("1");
			expect(options?.headers?.origin).to.equal("here");
			options?.carriage?.onDave?.({ state: "pending" });
			options?.carriage?.onDave?.({ state: "of a later version" });
			options?.carriage?.onDave?.({ state: "none" });
			expect(heard.join(",")).to.equal("pending,none");
		});

		it("should not request DAVE without a channel", () => {
			for (const channelId of ["", undefined])
				expect(open(channelId).options?.carriage?.onDave).to.equal(undefined);
		});

		it("should request media if wanted", () => {
			let heard = 0;
			for (const channelId of ["", "1"]) {
				open(channelId, () => (heard += 1)).options?.carriage?.onMedia?.("data");
			}
			expect(heard).to.equal(2);
			expect(open("1").options?.carriage?.onMedia).to.equal(undefined);
		});
	});
};
