import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { describe, it } from "node:test";
import { originOf } from "./origin.ts";

/** By hand: Host header, address that the socket arrived at, and the endpoint to name. */
const CASES: ReadonlyArray<readonly [host: string | undefined, address: string, endpoint: string]> = [
	["gateway.example:8443", "127.0.0.1", "gateway.example:8443"],
	["gateway.example", "127.0.0.1", "gateway.example"],
	["[::1]:80", "::1", "[::1]:80"],
	[undefined, "127.0.0.1", "127.0.0.1:5000"],
	["", "::1", "[::1]:5000"],
	["evil/path", "127.0.0.1", "127.0.0.1:5000"],
	["user@evil", "127.0.0.1", "127.0.0.1:5000"],
	["evil:123456", "127.0.0.1", "127.0.0.1:5000"],
];

const requestOf = (host: string | undefined, localAddress: string, encrypted?: true) =>
	({ headers: { host }, socket: { localAddress, localPort: 5000, encrypted } }) as unknown as IncomingMessage;

describe("originOf", () => {
	for (const [host, address, endpoint] of CASES) {
		it(`should name ${endpoint} for host ${String(host)} at ${address}`, () => {
			assert.deepEqual(originOf(requestOf(host, address)), { endpoint, url: `ws://${endpoint}` });
		});
	}

	it("should take a target in absolute form before the header, which may lack the port", () => {
		for (const [url, endpoint] of [
			["http://a:1/api/v10/gateway/bot", "a:1"],
			["http://a:1", "a:1"],
			["http://user@evil/", "127.0.0.1:5000"],
			["/http://a:1/", "b"],
		] as const) {
			const request = Object.assign(requestOf("b", "127.0.0.1"), { url });
			assert.equal(originOf(request).endpoint, endpoint);
		}
	});

	it("should say wss over TLS", () => {
		assert.equal(originOf(requestOf("a:1", "127.0.0.1", true)).url, "wss://a:1");
	});
});
