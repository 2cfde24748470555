import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { isLocal } from "./isLocal.ts";

const HOST = { host: "127.0.0.1:8090" };

/** By hand: headers that nginx, haproxy, Envoy, Traefik, Varnish, clouds and content networks add. */
const PROXY_HEADERS = [
	"akamai-origin-hop",
	"cdn-loop",
	"cf-connecting-ip",
	"cf-ray",
	"client-ip",
	"fastly-client-ip",
	"fly-client-ip",
	"forwarded",
	"forwarded-for",
	"max-forwards",
	"proxy-connection",
	"true-client-ip",
	"via",
	"wl-proxy-client-ip",
	"x-amzn-trace-id",
	"x-appengine-user-ip",
	"x-azure-clientip",
	"x-client-ip",
	"x-cloud-trace-context",
	"x-cluster-client-ip",
	"x-envoy-external-address",
	"x-forwarded",
	"x-forwarded-for",
	"x-forwarded-host",
	"x-forwarded-port",
	"x-forwarded-proto",
	"x-forwarded-server",
	"x-original-forwarded-for",
	"x-proxyuser-ip",
	"x-real-ip",
	"x-request-id",
	"x-varnish",
];

describe("isLocal", () => {
	for (const header of PROXY_HEADERS) {
		it(`should refuse a request with ${header}`, () => {
			assert.equal(isLocal("127.0.0.1", { ...HOST, [header]: "127.0.0.1" }), false);
			assert.equal(isLocal("127.0.0.1", { ...HOST, [header]: "" }), false);
		});
	}

	/** By hand: address of the other end, host that was asked for, and whether that is this machine. */
	const ENDS: ReadonlyArray<readonly [address: string | undefined, host: string | undefined, expected: boolean]> = [
		["127.0.0.1", "127.0.0.1:8090", true],
		["127.8.9.1", "127.0.0.1", true],
		["::1", "[::1]:8090", true],
		["::ffff:127.0.0.1", "LOCALHOST:8090", true],
		["127.0.0.1", "relay.localhost", true],
		["192.168.0.2", "127.0.0.1:8090", false],
		["2001:db8::1", "[::1]", false],
		[undefined, "127.0.0.1:8090", false],
		["", "127.0.0.1:8090", false],
		["127.0.0.1", "relay.example:8090", false],
		["127.0.0.1", "127.0.0.1.example", false],
		["127.0.0.1", "localhost.example", false],
		["127.0.0.1", "192.168.0.2", false],
		["127.0.0.1", "", false],
		["127.0.0.1", undefined, false],
	];
	for (const [address, host, expected] of ENDS) {
		it(`should ${expected ? "take" : "refuse"} ${address} asking for ${host}`, () => {
			assert.equal(isLocal(address, host === undefined ? {} : { host }), expected);
		});
	}

	it("should accept requests of a scraper", () => {
		const headers = {
			...HOST,
			"user-agent": "Prometheus/3.0",
			accept: "text/plain",
			"accept-encoding": "gzip",
			"accept-language": "*",
			"sec-fetch-mode": "cors",
			connection: "keep-alive",
			authorization: "Bearer x",
			"x-prometheus-scrape-timeout-seconds": "10",
			traceparent: "00-1-1-01",
		};
		assert.equal(isLocal("127.0.0.1", headers), true);
	});
});
