/// <reference types="@rbxts/testez/globals" />

import { GatewayEncoding, gatewayUrl, isGatewayDomain } from "../../../src/protocol/gateway/url";

/** Written by hand. */
const EXPECTED: ReadonlyArray<readonly [domain: string, encoding: GatewayEncoding, url: string]> = [
	["wss://gateway.discord.gg", "json", "wss://gateway.discord.gg/?v=10&encoding=json"],
	["wss://gateway.discord.gg/", "etf", "wss://gateway.discord.gg/?v=10&encoding=etf"],
	["gateway.discord.gg", "json", "wss://gateway.discord.gg/?v=10&encoding=json"],
	["ws://127.0.0.1:4000", "json", "ws://127.0.0.1:4000/?v=10&encoding=json"],
	["ws://127.0.0.1:4000/main", "json", "ws://127.0.0.1:4000/main/?v=10&encoding=json"],
	["wss://us-east.discord.gg/?v=9&x=1#y", "json", "wss://us-east.discord.gg/?v=10&encoding=json"],
];

export = () => {
	describe("gatewayUrl", () => {
		for (const [domain, encoding, url] of EXPECTED) {
			it(`should make ${url} of ${domain}`, () => {
				expect(gatewayUrl(domain, encoding)).to.equal(url);
			});
		}

		it("should reject another scheme", () => {
			for (const domain of ["https://gateway.discord.gg", "http://h", "file:///etc", "WSS://h"]) {
				expect(() => gatewayUrl(domain, "json")).to.throw("must begin with ws:// or wss://, or with a host");
			}
		});

		it("should reject a domain without a host", () => {
			for (const domain of ["", "wss://", "/path", "?v=10", "wss:///path"]) {
				expect(() => gatewayUrl(domain, "json")).to.throw("gateway domain must name a host");
			}
		});
	});

	describe("isGatewayDomain", () => {
		it("should agree with gatewayUrl", () => {
			for (const [domain] of EXPECTED) expect(isGatewayDomain(domain)).to.equal(true);
			for (const domain of ["", "/", "wss://", "https://gateway.discord.gg"]) {
				expect(isGatewayDomain(domain)).to.equal(false);
			}
		});
	});
};
