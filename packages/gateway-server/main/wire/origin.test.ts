import assert from "node:assert/strict";
import type { IncomingMessage } from "node:http";
import { describe, it } from "node:test";
import { originOf } from "./origin.ts";

/** By hand: Host header, local address of the socket, and the expected endpoint. */
const CASES: ReadonlyArray<readonly [host: string | undefined, address: string, endpoint: string]> = [
	["gateway.example:8443", "127.0.0.1", "gateway.example:8443"],
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

	it("should prefer a target in absolute form over the header", () => {
		for (const [url, endpoint] of [
			["http://a:1/api/v10/gateway/bot", "a:1"],
			["http://a:1", "a:1"],
			["http://user@evil/", "127.0.0.1:5000"],
			["/http://a:1/", "b:443"],
		] as const) {
			const request = Object.assign(requestOf("b", "127.0.0.1"), { url });
			assert.equal(originOf(request).endpoint, endpoint);
		}
	});

	/** By hand: how a client without a port connects, and the port of the endpoint. */
	const portless: ReadonlyArray<readonly [name: string, localPort: number, encrypted: boolean, proto?: string]> = [
		["TLS at 443", 443, true],
		["TLS at 8443", 8443, true],
		["HTTP's own port", 80, false],
		["a plain port behind a proxy", 8080, false],
		["a plain port behind a proxy that says so", 80, false, "https"],
	];
	const ports = [443, 8443, 80, 443, 443];
	portless.forEach(([name, localPort, encrypted, proto], index) => {
		it(`should add ${ports[index]} to the endpoint at ${name}`, () => {
			const headers = { host: "gateway.example", "x-forwarded-proto": proto };
			const request = { headers, socket: { localPort, encrypted } } as unknown as IncomingMessage;
			const url = `${encrypted ? "wss" : "ws"}://gateway.example`;
			assert.deepEqual(originOf(request), { endpoint: `gateway.example:${ports[index]}`, url });
		});
	});

	it("should use wss over TLS", () => {
		assert.equal(originOf(requestOf("a:1", "127.0.0.1", true)).url, "wss://a:1");
	});
});
