import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { actionComplaint, readComplaint } from "./guard.ts";

const ADDRESS = "127.0.0.1";
const HOST = "127.0.0.1:8081";
const TOKEN = "token-of-this-start";

describe("readComplaint", () => {
	const allowed = [
		{ name: "this machine", address: ADDRESS, headers: { host: HOST } },
		{ name: "localhost", address: "::1", headers: { host: "localhost:9000" } },
		{ name: "IPv6", address: "::ffff:127.0.0.1", headers: { host: "[::1]:8081" } },
		{
			name: "a link on another page",
			address: ADDRESS,
			headers: { host: HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" },
		},
	];
	for (const { name, ...asker } of allowed) {
		it(`should let ${name} read`, () => assert.equal(readComplaint(asker), undefined));
	}

	const refused = [
		{ name: "another machine", address: "10.0.0.5", headers: { host: HOST } },
		{ name: "a socket without an address", address: undefined, headers: { host: HOST } },
		{ name: "a rebound name", address: ADDRESS, headers: { host: "evil.example:8081" } },
		{ name: "a name that starts with localhost", address: ADDRESS, headers: { host: "localhost.evil.example" } },
		{ name: "a missing host", address: ADDRESS, headers: {} },
		{
			name: "a script on another site",
			address: ADDRESS,
			headers: { host: HOST, "sec-fetch-site": "cross-site", "sec-fetch-mode": "cors" },
		},
	];
	for (const { name, ...asker } of refused) {
		it(`should reject ${name}`, () => assert.ok(readComplaint(asker) !== undefined));
	}
});

describe("actionComplaint", () => {
	const headers = { host: HOST, origin: `http://${HOST}`, "x-inspector-token": TOKEN };
	it("should allow the page", () => {
		assert.equal(actionComplaint({ address: ADDRESS, headers }, TOKEN), undefined);
		const { origin: _origin, ...others } = headers;
		assert.equal(actionComplaint({ address: ADDRESS, headers: others }, TOKEN), undefined);
	});

	const refused = [
		{ name: "another origin", change: { origin: "http://evil.example" } },
		{ name: "another port of this machine", change: { origin: "http://127.0.0.1:3000" } },
		{ name: "an opaque origin", change: { origin: "null" } },
		{ name: "a wrong token", change: { "x-inspector-token": "other" } },
		{ name: "no token", change: { "x-inspector-token": undefined } },
		{ name: "another host", change: { host: "evil.example", origin: "http://evil.example" } },
	];
	for (const { name, change } of refused) {
		it(`should reject ${name}`, () => {
			assert.ok(actionComplaint({ address: ADDRESS, headers: { ...headers, ...change } }, TOKEN) !== undefined);
		});
	}
});
