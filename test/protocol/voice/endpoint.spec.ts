/// <reference types="@rbxts/testez/globals" />

import { voiceGatewayUrl } from "../../../src/protocol/voice/endpoint";

const URLS: ReadonlyArray<readonly [endpoint: string, url: string]> = [
	["sweetwater-12345.discord.media:2048", "wss://sweetwater-12345.discord.media:2048/?v=8"],
	["eu-west.discord.media", "wss://eu-west.discord.media/?v=8"],
	["wss://eu-west.discord.media:443", "wss://eu-west.discord.media:443/?v=8"],
	["ws://127.0.0.1:4000/", "ws://127.0.0.1:4000/?v=8"],
	["ws://127.0.0.1:4000/?v=8", "ws://127.0.0.1:4000/?v=8"],
	["127.0.0.1:4000?v=8", "wss://127.0.0.1:4000/?v=8"],
];

const WRONG = ["", "wss://", "host/path", "host?v=4", "host/?v=80", "ho st", "https://host"];

export = () => {
	describe("voiceGatewayUrl", () => {
		for (const [endpoint, url] of URLS) {
			it(`should keep the port of ${endpoint}`, () => {
				expect(voiceGatewayUrl(endpoint)).to.equal(url);
			});
		}

		it("should throw on anything but host:port", () => {
			for (const endpoint of WRONG) expect(() => voiceGatewayUrl(endpoint)).to.throw("host:port");
		});
	});
};
